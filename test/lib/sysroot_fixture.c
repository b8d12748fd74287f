// SPDX-License-Identifier: GPL-2.0-only
#include "sysroot_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

void fixture_forget(struct fixture *fixture)
{
	sr_system_free(fixture->system);
	fixture->system = calloc(1, sizeof(*fixture->system));
	assert_non_null(fixture->system);
	fixture->system->platform =
		calloc(1, sizeof(*fixture->system->platform));
	assert_non_null(fixture->system->platform);
}

int fixture_setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	assert_non_null(fixture);
	strcpy(fixture->path, "/tmp/softreserve-test-XXXXXX");
	assert_non_null(mkdtemp(fixture->path));
	fixture->root = open(fixture->path, O_RDONLY | O_DIRECTORY);
	assert_true(fixture->root >= 0);
	fixture_forget(fixture);
	*state = fixture;
	return 0;
}

static int remove_one(const char *path, const struct stat *info, int flag,
		      struct FTW *walk)
{
	(void)info;
	(void)flag;
	(void)walk;
	return remove(path);
}

int fixture_teardown(void **state)
{
	struct fixture *fixture = *state;

	sr_system_free(fixture->system);
	close(fixture->root);
	nftw(fixture->path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(fixture);
	return 0;
}

static void make_parents(struct fixture *fixture, const char *path)
{
	char *copy = strdup(path), *slash = copy;

	assert_non_null(copy);
	while ((slash = strchr(slash + 1, '/'))) {
		*slash = '\0';
		if (mkdirat(fixture->root, copy, 0755))
			assert_int_equal(errno, EEXIST);
		*slash = '/';
	}
	free(copy);
}

void fixture_bytes(struct fixture *fixture, const char *path,
		   const void *bytes, size_t length)
{
	int fd;

	make_parents(fixture, path);
	fd = openat(fixture->root, path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, length), length);
	close(fd);
}

void fixture_file(struct fixture *fixture, const char *path, const char *text)
{
	fixture_bytes(fixture, path, text, strlen(text));
}

void fixture_link(struct fixture *fixture, const char *path,
		  const char *target)
{
	make_parents(fixture, path);
	assert_int_equal(symlinkat(target, fixture->root, path), 0);
}

void fixture_read(struct fixture *fixture)
{
	char error[256] = "";

	sr_system_free(fixture->system);
	fixture->system = NULL;
	if (sr_system_read(fixture->path, &fixture->system, error,
			   sizeof(error)))
		fail_msg("%s", error);
}

void assert_omission(const struct fixture *fixture, size_t n,
		     const char *fact, const char *why)
{
	const struct sr_running *running = &fixture->system->running;

	assert_true(n < running->n_omissions);
	assert_string_equal(running->omissions[n].fact, fact);
	assert_string_equal(running->omissions[n].why, why);
}

void assert_omitted(const struct fixture *fixture, const char *fact,
		    const char *why)
{
	const struct sr_running *running = &fixture->system->running;
	size_t i;

	for (i = 0; i < running->n_omissions; i++)
		if (!strcmp(running->omissions[i].fact, fact) &&
		    !strcmp(running->omissions[i].why, why))
			return;
	for (i = 0; i < running->n_omissions; i++)
		print_error("%s: %s\n", running->omissions[i].fact,
			    running->omissions[i].why);
	fail_msg("no omission says %s: %s", fact, why);
}

void assert_route(const struct sr_facts *facts, uint64_t address,
		  enum sr_route route, enum sr_route_why why)
{
	for (size_t i = 0; i < facts->n_routes; i++) {
		const struct sr_route_piece *piece = &facts->routes[i];

		if (address < piece->at.start || address > piece->at.end)
			continue;
		assert_int_equal(piece->route, route);
		assert_int_equal(piece->why, why);
		return;
	}
	fail_msg("no piece of the routes has %#llx",
		 (unsigned long long)address);
}

void assert_leads(const struct fixture *fixture, uint64_t address,
		  enum sr_route route, enum sr_route_why why)
{
	struct sr_facts *facts;

	assert_int_equal(sr_system_facts(fixture->system, &facts), 0);
	assert_route(facts, address, route, why);
	sr_facts_free(facts);
}
