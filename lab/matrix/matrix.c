// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see matrix.h. */
#include "matrix.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "interrupt.h"
#include "judge.h"
#include "kernel.h"
#include "load_order.h"
#include "platform.h"
#include "source_tree.h"

static double now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

/* Is a name one of a list's, joined by commas? */
static bool listed(const char *list, const char *name)
{
	size_t length = strlen(name);

	while (list) {
		if (!strncmp(list, name, length) &&
		    (!list[length] || list[length] == ','))
			return true;
		list = strchr(list, ',');
		list += list != NULL;
	}
	return false;
}

static int add_job(struct srlab_matrix *matrix, const char *file, bool stock,
		   const char *load_order)
{
	struct srlab_job *grown, *job;

	grown = realloc(matrix->jobs, (matrix->n_jobs + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	matrix->jobs = grown;
	job = &grown[matrix->n_jobs++];
	memset(job, 0, sizeof(*job));
	job->output = -1;
	job->stock = stock;
	job->name = strndup(file, strlen(file) - strlen(".json"));
	if (asprintf(&job->document, "%s/%s", matrix->directory, file) < 0)
		job->document = NULL;
	if (load_order) {
		job->load_order = strdup(load_order);
		if (!job->load_order)
			return -ENOMEM;
	}
	return job->name && job->document ? 0 : -ENOMEM;
}

static int is_document(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return length > 5 && !strcmp(entry->d_name + length - 5, ".json");
}

/* The ways in which a document wants to be booted on a kernel. */
struct ways {
	bool stock;
	bool ours;
	/* drivers are loaded as usual, which another order can replace */
	bool usual;
};

/*
 * A platform is booted the ways that its document expects something of, on this
 * kernel. One that cannot be read, or expects nothing at all of any kernel, gets
 * a boot that will say so.
 */
static struct ways ways_to_boot(const struct srlab_matrix *matrix,
				const char *file)
{
	struct ways ways = { .ours = true, .usual = true };
	struct sr_platform *platform = NULL;
	char path[PATH_MAX], error[256];

	if (matrix->verb)
		return ways;
	snprintf(path, sizeof(path), "%s/%s", matrix->directory, file);
	if (sr_platform_read(path, &platform, error, sizeof(error)))
		return ways;
	if (platform->n_expectations) {
		ways.stock = srlab_expectation_find(platform, matrix->kernel,
						    true);
		ways.ours = srlab_expectation_find(platform, matrix->kernel,
						   false);
	}
	ways.usual = !platform->scenario.n_steps &&
		     !platform->scenario.module_parameters;
	sr_platform_free(platform);
	return ways;
}

static int add_orders(struct srlab_matrix *matrix, const char *file,
		      const struct srlab_load_orders *orders)
{
	int rc = 0;

	for (size_t i = 0; i < orders->n && !rc; i++)
		if (!strcmp(matrix->load_orders, "all") ||
		    listed(matrix->load_orders, orders->orders[i].name))
			rc = add_job(matrix, file, false,
				     orders->orders[i].name);
	return rc;
}

static int add_jobs(struct srlab_matrix *matrix, const char *file,
		    const struct srlab_load_orders *orders)
{
	char name[NAME_MAX + 1];
	struct ways ways;
	int rc = 0;

	snprintf(name, sizeof(name), "%.*s",
		 (int)(strlen(file) - strlen(".json")), file);
	if (matrix->only && !listed(matrix->only, name))
		return 0;
	ways = ways_to_boot(matrix, file);
	ways.ours = ways.ours && !matrix->stock_only;
	if (matrix->load_orders)
		return ways.ours && ways.usual ?
			       add_orders(matrix, file, orders) : 0;
	if (ways.stock)
		rc = add_job(matrix, file, true, NULL);
	if (!rc && ways.ours)
		rc = add_job(matrix, file, false, NULL);
	return rc;
}

static int check_only(const struct srlab_matrix *matrix,
		      struct srlab_fault *fault)
{
	char *copy = matrix->only ? strdup(matrix->only) : NULL;
	char path[PATH_MAX], *rest = NULL;
	int rc = 0;

	for (char *name = copy ? strtok_r(copy, ",", &rest) : NULL; name && !rc;
	     name = strtok_r(NULL, ",", &rest)) {
		snprintf(path, sizeof(path), "%s/%s.json", matrix->directory,
			 name);
		if (access(path, F_OK))
			rc = srlab_fail(fault, -ENOENT, "%s: no platform %s",
					matrix->directory, name);
	}
	free(copy);
	return rc;
}

static int check_load_orders(const struct srlab_matrix *matrix,
			     const struct srlab_load_orders *orders,
			     struct srlab_fault *fault)
{
	char *copy = strdup(matrix->load_orders), *rest = NULL;
	int rc = 0;

	for (char *name = copy ? strtok_r(copy, ",", &rest) : NULL; name && !rc;
	     name = strtok_r(NULL, ",", &rest))
		if (strcmp(name, "all") && !srlab_load_orders_find(orders, name))
			rc = srlab_fail(fault, -ENOENT, "no load order %s",
					name);
	free(copy);
	return rc;
}

static int list_documents(struct srlab_matrix *matrix,
			  const struct srlab_load_orders *orders,
			  struct srlab_fault *fault)
{
	struct dirent **entries;
	int n, rc = 0;

	n = scandir(matrix->directory, &entries, is_document, alphasort);
	if (n < 0)
		return srlab_fail(fault, -errno, "%s: %s", matrix->directory,
				  strerror(errno));
	for (int i = 0; i < n; i++) {
		if (!rc)
			rc = add_jobs(matrix, entries[i]->d_name, orders);
		free(entries[i]);
	}
	free(entries);
	if (rc)
		return srlab_fail(fault, rc, "out of memory");
	rc = check_only(matrix, fault);
	if (!rc && !n)
		rc = srlab_fail(fault, -ENOENT, "%s: no platform documents",
				matrix->directory);
	return rc;
}

static int find_directory(struct srlab_matrix *matrix,
			  struct srlab_fault *fault)
{
	int rc;

	if (matrix->directory)
		return 0;
	rc = srlab_source_path(&matrix->own_directory, "platforms", fault->text,
			       sizeof(fault->text));
	if (!rc)
		matrix->directory = matrix->own_directory;
	return rc;
}

int srlab_matrix_list(struct srlab_matrix *matrix, struct srlab_fault *fault)
{
	struct srlab_load_orders orders = { 0 };
	int rc = find_directory(matrix, fault);

	if (!rc && matrix->load_orders)
		rc = srlab_load_orders_read(NULL, &orders, fault);
	if (!rc && matrix->load_orders)
		rc = check_load_orders(matrix, &orders, fault);
	if (!rc)
		rc = list_documents(matrix, &orders, fault);
	srlab_load_orders_free(&orders);
	return rc;
}

/* In the child: become "srlab run". */
static void __attribute__((noreturn))
become_run(const struct srlab_matrix *matrix, const struct srlab_job *job,
	   pid_t parent)
{
	char self[] = "/proc/self/exe", timeout[32];
	const char *words[16] = { "srlab", matrix->verb ? matrix->verb : "run",
				  job->document, "--json",
				  "--kernel", matrix->kernel, "--timeout",
				  timeout };
	size_t n = 8;

	snprintf(timeout, sizeof(timeout), "%u", matrix->timeout);
	if (job->stock)
		words[n++] = "--stock";
	if (job->load_order) {
		words[n++] = "--load-order";
		words[n++] = job->load_order;
	}
	if (matrix->offline)
		words[n++] = "--offline";
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent || dup2(job->output, 1) < 0 ||
	    dup2(job->output, 2) < 0)
		_exit(126);
	execv(self, (char *const *)(uintptr_t)words);
	_exit(127);
}

static int job_start(const struct srlab_matrix *matrix, struct srlab_job *job)
{
	pid_t parent = getpid();

	job->output = memfd_create("srlab-job", MFD_CLOEXEC);
	if (job->output < 0)
		return -errno;
	job->begin = now();
	job->pid = fork();
	if (!job->pid)
		become_run(matrix, job, parent);
	return job->pid < 0 ? -errno : 0;
}

static char *read_output(int fd)
{
	off_t size = lseek(fd, 0, SEEK_END);
	char *text = size < 0 ? NULL : malloc((size_t)size + 1);
	ssize_t got;

	if (!text)
		return NULL;
	got = pread(fd, text, (size_t)size, 0);
	text[got > 0 ? got : 0] = '\0';
	return text;
}

/* Other lines may come before the object, on the way of standard error. */
static void job_end(struct srlab_job *job, int status)
{
	char *text = read_output(job->output), *object;

	object = text ? strstr(text, "\n{") : NULL;
	object = object ? object + 1 : text;
	job->result = object && *object == '{' ? json_tokener_parse(object) :
						 NULL;
	job->words = text;
	job->done = true;
	job->passed = WIFEXITED(status) && !WEXITSTATUS(status) && job->result;
	job->pid = 0;
	close(job->output);
	job->output = -1;
}

static struct srlab_job *job_of(struct srlab_matrix *matrix, pid_t pid)
{
	for (size_t i = 0; i < matrix->n_jobs; i++)
		if (matrix->jobs[i].pid == pid)
			return &matrix->jobs[i];
	return NULL;
}

static void show_progress(const struct srlab_matrix *matrix, FILE *to,
			  double begin)
{
	size_t done = 0, failed = 0;

	for (size_t i = 0; i < matrix->n_jobs; i++) {
		done += matrix->jobs[i].done;
		failed += matrix->jobs[i].done && !matrix->jobs[i].passed;
	}
	fprintf(to, "\r\033[K[%zu/%zu, %zu failed, %.0f s]", done,
		matrix->n_jobs, failed, now() - begin);
	for (size_t i = 0; i < matrix->n_jobs; i++)
		if (matrix->jobs[i].pid > 0)
			fprintf(to, " %s%s", matrix->jobs[i].name,
				matrix->jobs[i].stock ? " (stock)" : "");
	fflush(to);
}

/* Without a terminal, one line for each boot that is done. */
static void show_done(const struct srlab_job *job, FILE *to)
{
	fprintf(to, "%s %s%s%s%s, %.1f s\n", job->passed ? "ok    " : "FAILED",
		job->name, job->stock ? " (stock)" : "",
		job->load_order ? ", " : "",
		job->load_order ? job->load_order : "", now() - job->begin);
}

static void stop_all(struct srlab_matrix *matrix)
{
	for (size_t i = 0; i < matrix->n_jobs; i++)
		if (matrix->jobs[i].pid > 0)
			kill(matrix->jobs[i].pid, SIGTERM);
	for (size_t i = 0; i < matrix->n_jobs; i++)
		if (matrix->jobs[i].pid > 0)
			waitpid(matrix->jobs[i].pid, NULL, 0);
}

static bool reap(struct srlab_matrix *matrix, FILE *progress, bool live)
{
	struct timespec nap = { .tv_nsec = 100000000 };
	struct srlab_job *job;
	int status;
	pid_t pid;

	pid = waitpid(-1, &status, WNOHANG);
	job = pid > 0 ? job_of(matrix, pid) : NULL;
	if (!job) {
		nanosleep(&nap, NULL);
		return false;
	}
	job_end(job, status);
	if (!live)
		show_done(job, progress);
	return true;
}

static size_t n_at_once(const struct srlab_matrix *matrix)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (matrix->n_at_once)
		return matrix->n_at_once;
	return cores > 0 ? (size_t)cores : 1;
}

int srlab_matrix_run(struct srlab_matrix *matrix, FILE *progress,
		     struct srlab_fault *fault)
{
	bool live = isatty(fileno(progress));
	size_t most = n_at_once(matrix);
	size_t next = 0, running = 0;
	double begin = now();
	int rc = 0;

	while ((next < matrix->n_jobs || running) && !rc) {
		while (next < matrix->n_jobs && running < most && !rc) {
			rc = job_start(matrix, &matrix->jobs[next++]);
			running += !rc;
		}
		if (live)
			show_progress(matrix, progress, begin);
		running -= reap(matrix, progress, live);
		if (srlab_interrupted())
			rc = -ECANCELED;
	}
	if (live)
		fputs("\r\033[K", progress);
	if (rc)
		stop_all(matrix);
	return rc ? srlab_fail(fault, rc, "the matrix was cut short: %s",
			       strerror(-rc)) : 0;
}

/* The module both ways, for some platforms make a step fail. */
int srlab_matrix_prepare(struct srlab_matrix *matrix,
			 struct srlab_fault *fault)
{
	struct srlab_kernel *kernel = NULL;
	char *ko = NULL;
	int rc;

	rc = srlab_kernel_get(matrix->kernel, matrix->offline, &kernel,
			      fault->text, sizeof(fault->text));
	if (rc)
		return rc;
	matrix->stock_only = !kernel->build;
	for (int test_build = 0; test_build < 2 && !rc && kernel->build;
	     test_build++) {
		rc = srlab_kernel_build_module(kernel, test_build, &ko,
					       fault->text,
					       sizeof(fault->text));
		free(ko);
		ko = NULL;
	}
	srlab_kernel_free(kernel);
	return rc;
}

size_t srlab_matrix_passed(const struct srlab_matrix *matrix)
{
	size_t passed = 0;

	for (size_t i = 0; i < matrix->n_jobs; i++)
		passed += matrix->jobs[i].passed;
	return passed;
}

void srlab_job_clear(struct srlab_job *job)
{
	free(job->document);
	free(job->name);
	free(job->load_order);
	free(job->words);
	json_object_put(job->result);
}

void srlab_matrix_free(struct srlab_matrix *matrix)
{
	for (size_t i = 0; i < matrix->n_jobs; i++)
		srlab_job_clear(&matrix->jobs[i]);
	free(matrix->jobs);
	matrix->jobs = NULL;
	matrix->n_jobs = 0;
	if (matrix->own_directory)
		matrix->directory = NULL;
	free(matrix->own_directory);
	matrix->own_directory = NULL;
}
