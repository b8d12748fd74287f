// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: what "srctl status" costs on a document with very many ranges.
 *
 *     bench-status SRCTL
 *
 * The machine has as much of everything else as machines have: 16 windows, host
 * bridges, devices, regions and dax devices. Its firmware left a hole in every
 * 256 MiB, so that the map has 10^4 ranges, and iomem too. One region is too
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
#define N_RANGES 10000
#define N_WINDOWS 16
#define PER_WINDOW (N_RANGES / N_WINDOWS)
#define BASE (UINT64_C(1) << 36)
#define STEP (256 * MIB)
#define HOLE (2 * MIB)
#define WINDOW (PER_WINDOW * STEP)
#define RUNS 11
#define BOUND_MS 100.0
/* "stranded bytes" */
#define STATUS_WANTED 3

static uint64_t window_at(int w)
{
	return BASE + (uint64_t)w * WINDOW;
}

static uint64_t region_size(int w)
{
	return w ? WINDOW : WINDOW / 2;
}

static const char *comma(int i)
{
	return i ? "," : "";
}

static void put_firmware(FILE *to)
{
	fputs("\"firmware\":{\"memory_map\":[{\"start\":\"0x0\",\"size\":2147483648,\"type\":\"System RAM\"}",
	      to);
	for (int i = 0; i < N_RANGES; i++)
		fprintf(to, ",\n{\"start\":\"0x%" PRIx64 "\",\"size\":%" PRIu64 ",\"type\":\"Soft Reserved\"}",
			BASE + (uint64_t)i * STEP, STEP - HOLE);
	fputs("],\"windows\":[", to);
	for (int w = 0; w < N_WINDOWS; w++)
		fprintf(to, "%s{\"start\":\"0x%" PRIx64 "\",\"size\":%" PRIu64 ",\"targets\":[%d]}",
			comma(w), window_at(w), WINDOW, w);
	fputs("]}", to);
}

static void put_hardware(FILE *to)
{
	fputs(",\n\"hardware\":{\"host_bridges\":[", to);
	for (int w = 0; w < N_WINDOWS; w++)
		fprintf(to, "%s{\"uid\":%d,\"root_ports\":1,\"decoders\":[{\"index\":0,\"start\":\"0x%" PRIx64 "\",\"size\":%" PRIu64 ",\"targets\":[0]}]}",
			comma(w), w, window_at(w), WINDOW);
	fputs("],\"devices\":[", to);
	for (int w = 0; w < N_WINDOWS; w++)
		fprintf(to, "%s{\"name\":\"mem%d\",\"host_bridge\":%d,\"port\":0,\"volatile_size\":%" PRIu64 ",\"decoders\":[{\"index\":0,\"start\":\"0x%" PRIx64 "\",\"size\":%" PRIu64 "}]}",
			comma(w), w, w, WINDOW, window_at(w), WINDOW);
	fputs("]}", to);
}

static void put_iomem(FILE *to)
{
	for (int w = 0; w < N_WINDOWS; w++) {
		fprintf(to, "%s{\"start\":\"0x%" PRIx64 "\",\"size\":%" PRIu64 ",\"depth\":0,\"name\":\"CXL Window %d\"}",
			comma(w), window_at(w), WINDOW, w);
		fprintf(to, ",{\"start\":\"0x%" PRIx64 "\",\"size\":%" PRIu64 ",\"depth\":1,\"name\":\"region%d\"}",
			window_at(w), region_size(w), w);
		for (int i = 0; i < PER_WINDOW; i++)
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

static int write_document(const char *path)
{
	FILE *to = fopen(path, "w");

	if (!to)
		return -errno;
	fputs("{\"schema\":\"softreserve.platform/1\",\"name\":\"ten-thousand-ranges\",\n",
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
static double run(const char *srctl, const char *document, const char *output)
{
	struct rusage usage;
	int status, fd;
	pid_t pid = fork();

	if (pid < 0)
		return -1;
	if (!pid) {
		fd = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		if (fd < 0 || dup2(fd, 1) < 0)
			_exit(126);
		execl(srctl, "srctl", "status", "--platform", document, NULL);
		_exit(127);
	}
	if (wait4(pid, &status, 0, &usage) < 0)
		return -1;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != STATUS_WANTED) {
		fprintf(stderr, "bench-status: %s status ended with wait status 0x%x, not with exit status %d\n",
			srctl, (unsigned int)status, STATUS_WANTED);
		return -1;
	}
	return 1e3 * (seconds(usage.ru_utime) + seconds(usage.ru_stime));
}

/* A run that did not read all of it would be quick, too. */
static bool says_what_it_must(const char *output)
{
	char line[256], bytes[32];
	FILE *from = fopen(output, "r");
	bool found = false;

	snprintf(bytes, sizeof(bytes), " %" PRIu64 " bytes", N_RANGES * (STEP - HOLE));
	while (from && fgets(line, sizeof(line), from))
		if (strstr(line, "firmware offers") && strstr(line, bytes))
			found = true;
	if (from)
		fclose(from);
	if (!found)
		fprintf(stderr, "bench-status: srctl does not say that firmware offers%s\n",
			bytes);
	return found;
}

static int by_size(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return left < right ? -1 : left > right;
}

static bool measure(const char *srctl, const char *document,
		    const char *output)
{
	double ms[RUNS], middle;
	int rc = write_document(document);

	if (rc) {
		fprintf(stderr, "bench-status: %s: %s\n", document,
			strerror(-rc));
		return false;
	}
	for (int i = 0; i < RUNS; i++) {
		ms[i] = run(srctl, document, output);
		if (ms[i] < 0 || !says_what_it_must(output))
			return false;
	}
	qsort(ms, RUNS, sizeof(ms[0]), by_size);
	middle = ms[RUNS / 2];
	printf("srctl status on a document with %d ranges: processor time of %d runs, in ms\n",
	       N_RANGES, RUNS);
	printf("%10s %10s %10s %10s  %s\n", "median", "least", "most", "bound",
	       "holds");
	printf("%10.1f %10.1f %10.1f %10.1f  %s\n", middle, ms[0],
	       ms[RUNS - 1], BOUND_MS, middle < BOUND_MS ? "yes" : "NO");
	return middle < BOUND_MS;
}

int main(int argc, char **argv)
{
	char directory[] = "/tmp/bench-status.XXXXXX";
	char document[64], output[64];
	bool holds;

	if (argc != 2) {
		fprintf(stderr, "usage: bench-status SRCTL\n");
		return 2;
	}
	if (!mkdtemp(directory)) {
		perror("bench-status: /tmp");
		return 1;
	}
	snprintf(document, sizeof(document), "%s/document.json", directory);
	snprintf(output, sizeof(output), "%s/output", directory);
	holds = measure(argv[1], document, output);
	unlink(document);
	unlink(output);
	rmdir(directory);
	printf("%d passed, %d failed\n", holds, !holds);
	return holds ? 0 : 1;
}
