// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: what "srctl status" and "srctl map" cost on a document with very many
 * ranges.
 *
 *     bench-status SRCTL
 *
 * The machine has as much of everything else as machines have: 16 windows, host
 * bridges, devices, regions and dax devices. Its firmware left a hole in every
 * 256 MiB, so that its map has 10^4 or 10^5 ranges, and iomem too. One region is too
 * short, so that there is something to explain.
 *
 * Processor time is what counts: it does not grow with what else the machine
 * that measures has to do.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define MIB (UINT64_C(1) << 20)
#define FEW 10000
#define MANY 100000
#define N_WINDOWS 16
#define BASE (UINT64_C(1) << 36)
#define STEP (256 * MIB)
#define HOLE (2 * MIB)
#define RUNS 11
#define RUNS_OF_MANY 5
#define BOUND_MS 100.0
/* A map is read and ruled on as for status, and drawn. */
#define BOUND_MAP 2.0
/* For each range, from 10^4 to 10^5 of them. */
#define BOUND_GROWTH 2.0
#define N_BOUNDS 3
/* "stranded bytes" */
#define STATUS_WANTED 3

/* A document, how many ranges it has, and where output about it goes. */
struct subject {
	int n_ranges;
	char document[64];
	char output[64];
};

static int per_window;

static uint64_t window_size(void)
{
	return (uint64_t)per_window * STEP;
}

static uint64_t window_at(int w)
{
	return BASE + (uint64_t)w * window_size();
}

static uint64_t region_size(int w)
{
	return w ? window_size() : window_size() / 2;
}

static const char *comma(int i)
{
	return i ? "," : "";
}

static void put_firmware(FILE *to)
{
	fputs("\"firmware\":{\"memory_map\":[{\"start\":\"0x0\",\"size\":2147483648,\"type\":\"System RAM\"}",
	      to);
	for (int i = 0; i < per_window * N_WINDOWS; i++)
		fprintf(to, ",\n{\"start\":\"0x%" PRIx64 "\",\"size\":%" PRIu64 ",\"type\":\"Soft Reserved\"}",
			BASE + (uint64_t)i * STEP, STEP - HOLE);
	fputs("],\"windows\":[", to);
	for (int w = 0; w < N_WINDOWS; w++)
		fprintf(to, "%s{\"start\":\"0x%" PRIx64 "\",\"size\":%" PRIu64 ",\"targets\":[%d]}",
			comma(w), window_at(w), window_size(), w);
	fputs("]}", to);
}

static void put_hardware(FILE *to)
{
	fputs(",\n\"hardware\":{\"host_bridges\":[", to);
	for (int w = 0; w < N_WINDOWS; w++)
		fprintf(to, "%s{\"uid\":%d,\"root_ports\":1,\"decoders\":[{\"index\":0,\"start\":\"0x%" PRIx64 "\",\"size\":%" PRIu64 ",\"targets\":[0]}]}",
			comma(w), w, window_at(w), window_size());
	fputs("],\"devices\":[", to);
	for (int w = 0; w < N_WINDOWS; w++)
		fprintf(to, "%s{\"name\":\"mem%d\",\"host_bridge\":%d,\"port\":0,\"volatile_size\":%" PRIu64 ",\"decoders\":[{\"index\":0,\"start\":\"0x%" PRIx64 "\",\"size\":%" PRIu64 "}]}",
			comma(w), w, w, window_size(), window_at(w), window_size());
	fputs("]}", to);
}

static void put_iomem(FILE *to)
{
	for (int w = 0; w < N_WINDOWS; w++) {
		fprintf(to, "%s{\"start\":\"0x%" PRIx64 "\",\"size\":%" PRIu64 ",\"depth\":0,\"name\":\"CXL Window %d\"}",
			comma(w), window_at(w), window_size(), w);
		fprintf(to, ",{\"start\":\"0x%" PRIx64 "\",\"size\":%" PRIu64 ",\"depth\":1,\"name\":\"region%d\"}",
			window_at(w), region_size(w), w);
		for (int i = 0; i < per_window; i++)
			fprintf(to, ",\n{\"start\":\"0x%" PRIx64 "\",\"size\":%" PRIu64 ",\"depth\":%d,\"name\":\"Soft Reserved\"}",
				window_at(w) + (uint64_t)i * STEP, STEP - HOLE,
				(uint64_t)i * STEP < region_size(w) ? 2 : 1);
	}
}

static void put_linux(FILE *to)
{
	fputs(",\n\"linux\":{\"release\":\"6.12.0\",\"cxl_acpi\":true,\"dax_hmem\":true,\"iomem\":[",
	      to);
	put_iomem(to);
	fputs("],\"regions\":[", to);
	for (int w = 0; w < N_WINDOWS; w++)
		fprintf(to, "%s{\"name\":\"region%d\",\"decoder\":\"decoder0.%d\",\"start\":\"0x%" PRIx64 "\",\"size\":%" PRIu64 ",\"committed\":1,\"ways\":1,\"granularity\":256,\"mode\":\"ram\",\"driver\":\"cxl_region\",\"dax_region\":true}",
			comma(w), w, w, window_at(w), region_size(w));
	fputs("],\"dax_devices\":[", to);
	for (int w = 0; w < N_WINDOWS; w++)
		fprintf(to, "%s{\"name\":\"dax%d.0\",\"parent\":\"dax_region%d\",\"region\":\"region%d\",\"softreserve\":false,\"size\":%" PRIu64 ",\"target_node\":1,\"align\":2097152,\"driver\":\"device_dax\",\"mappings\":[{\"start\":\"0x%" PRIx64 "\",\"size\":%" PRIu64 "}]}",
			comma(w), w, w, w, region_size(w), window_at(w),
			region_size(w));
	fputs("]}", to);
}

static int write_document(const struct subject *subject)
{
	FILE *to = fopen(subject->document, "w");

	if (!to)
		return -errno;
	per_window = subject->n_ranges / N_WINDOWS;
	fputs("{\"schema\":\"softreserve.platform/1\",\"name\":\"very-many-ranges\",\n",
	      to);
	put_firmware(to);
	put_hardware(to);
	put_linux(to);
	fputs("}\n", to);
	return fclose(to) ? -EIO : 0;
}

static double seconds(struct timeval span)
{
	return (double)span.tv_sec + (double)span.tv_usec / 1e6;
}

/* Return: milliseconds of processor time, or a negative number. */
static double run(const char *srctl, const char *verb,
		  const struct subject *subject)
{
	struct rusage usage;
	int status, fd;
	pid_t pid = fork();

	if (pid < 0)
		return -1;
	if (!pid) {
		fd = open(subject->output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		if (fd < 0 || dup2(fd, 1) < 0)
			_exit(126);
		execl(srctl, "srctl", verb, "--platform", subject->document,
		      NULL);
		_exit(127);
	}
	if (wait4(pid, &status, 0, &usage) < 0)
		return -1;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != STATUS_WANTED) {
		fprintf(stderr, "bench-status: %s %s ended with wait status 0x%x, not with exit status %d\n",
			srctl, verb, (unsigned int)status, STATUS_WANTED);
		return -1;
	}
	return 1e3 * (seconds(usage.ru_utime) + seconds(usage.ru_stime));
}

/* A run that did not read all of it would be quick, too. */
static bool says_what_it_must(const char *verb, const struct subject *subject)
{
	uint64_t n = (uint64_t)(subject->n_ranges / N_WINDOWS) * N_WINDOWS;
	FILE *from = fopen(subject->output, "r");
	char line[512], wanted[64];
	bool found = false;

	if (!strcmp(verb, "map"))
		snprintf(wanted, sizeof(wanted), "%" PRIu64 " x Soft Reserved ", n);
	else
		snprintf(wanted, sizeof(wanted), " %" PRIu64 " bytes",
			 n * (STEP - HOLE));
	while (from && fgets(line, sizeof(line), from))
		if (strstr(line, wanted))
			found = true;
	if (from)
		fclose(from);
	if (!found)
		fprintf(stderr, "bench-status: srctl %s does not say \"%s\"\n",
			verb, wanted);
	return found;
}

static int by_size(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return left < right ? -1 : left > right;
}

/* Return: the median of @runs runs, or a negative number. */
static double median(const char *srctl, const char *verb,
		     const struct subject *subject, int runs)
{
	double ms[RUNS];

	for (int i = 0; i < runs; i++) {
		ms[i] = run(srctl, verb, subject);
		if (ms[i] < 0 || !says_what_it_must(verb, subject))
			return -1;
	}
	qsort(ms, (size_t)runs, sizeof(ms[0]), by_size);
	return ms[runs / 2];
}

static bool say(const char *what, double value, double bound)
{
	bool holds = value < bound;

	printf("%-58s %7.2f %7.2f  %s\n", what, value, bound,
	       holds ? "yes" : "NO");
	return holds;
}

/* Return: how many of the three bounds hold. */
static int measure(const char *srctl, const struct subject *few,
		   const struct subject *many)
{
	double status = median(srctl, "status", few, RUNS);
	double map = median(srctl, "map", few, RUNS);
	double status_many = median(srctl, "status", many, RUNS_OF_MANY);
	double map_many = median(srctl, "map", many, RUNS_OF_MANY);

	if (status < 0 || map < 0 || status_many < 0 || map_many < 0)
		return 0;
	printf("processor time in ms: status %.1f and %.1f, map %.1f and %.1f, with %d and %d ranges\n",
	       status, status_many, map, map_many, FEW, MANY);
	printf("%-58s %7s %7s  %s\n", "", "is", "bound", "holds");
	return say("status with 10^4 ranges, in ms", status, BOUND_MS) +
	       say("map with 10^5 ranges, to status with as many",
		   map_many / status_many, BOUND_MAP) +
	       say("map for each range, with 10^5 to with 10^4",
		   map_many / map * FEW / MANY, BOUND_GROWTH);
}

static bool prepare(struct subject *subject, const char *directory)
{
	int rc;

	snprintf(subject->document, sizeof(subject->document), "%s/%d.json",
		 directory, subject->n_ranges);
	snprintf(subject->output, sizeof(subject->output), "%s/output",
		 directory);
	rc = write_document(subject);
	if (rc)
		fprintf(stderr, "bench-status: %s: %s\n", subject->document,
			strerror(-rc));
	return !rc;
}

int main(int argc, char **argv)
{
	struct subject few = { .n_ranges = FEW }, many = { .n_ranges = MANY };
	char directory[] = "/tmp/bench-status.XXXXXX";
	int holds = 0;

	if (argc != 2) {
		fprintf(stderr, "usage: bench-status SRCTL\n");
		return 2;
	}
	if (!mkdtemp(directory)) {
		perror("bench-status: /tmp");
		return 1;
	}
	if (prepare(&few, directory) && prepare(&many, directory))
		holds = measure(argv[1], &few, &many);
	unlink(few.document);
	unlink(many.document);
	unlink(few.output);
	rmdir(directory);
	printf("%d passed, %d failed\n", holds, N_BOUNDS - holds);
	return holds == N_BOUNDS ? 0 : 1;
}
