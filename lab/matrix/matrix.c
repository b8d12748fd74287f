// SPDX-License-Identifier: GPL-2.0-only
/* DOC: see matrix.h. */
#include "matrix.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "interrupt.h"
#include "kernel.h"

static double now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
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
}
