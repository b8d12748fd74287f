// SPDX-License-Identifier: GPL-2.0-only
/* DOC: "srlab demo": one mis-described platform, before and after. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "excerpt.h"
#include "present.h"
#include "run.h"
#include "source_tree.h"
#include "verb_options.h"
#include "verbs.h"

#define DOCUMENT "platforms/no-alignment.json"
#define TIMEOUT 180

/* How this terminal, or file, is to be written to. */
struct scene {
	bool live;
	const char *doing;
	int turn;
};

static void spin(void *context, double seconds)
{
	static const char *const wheel[] = { "|", "/", "-", "\\" };
	struct scene *scene = context;

	if (!scene->live)
		return;
	printf("\r\033[K%s %s (%.0f s)", wheel[scene->turn++ % 4],
	       scene->doing, seconds);
	fflush(stdout);
}

static void introduce(const char *kernel)
{
	printf("A machine's firmware sets memory aside for a driver: \"Soft Reserved\". Here its tables\n"
	       "and decoders do not agree with what the CXL driver of Linux expects, so that one half\n"
	       "of that memory never becomes usable. The same machine is booted twice, on the\n"
	       "distribution's own kernel %s: as it is, and with softreserve loaded. In each boot data\n"
	       "is written to every page that Linux offers, and looked for in the memory itself.\n\n",
	       kernel);
}

static void show_piece(const struct srlab_piece *piece)
{
	char size[32];

	printf("    0x%09" PRIx64 "-0x%09" PRIx64 "  %8s  ", piece->start,
	       piece->start + piece->size - 1,
	       srlab_size_text(piece->size, size));
	if (piece->device[0])
		printf("/dev/%s, through %s\n", piece->device,
		       strcmp(piece->owner, "cxl") ? "device-dax" :
						     "a CXL region");
	else
		printf("%s\n", piece->owner);
}

static void show(const struct srlab_result *result, bool colour)
{
	struct srlab_excerpt excerpt = {
		.start = UINT64_MAX,
		.indent = "    ",
		.colour = colour,
	};
	char size[32];

	for (size_t i = 0; i < result->n_pieces; i++) {
		const struct srlab_piece *p = &result->pieces[i];

		if (p->start < excerpt.start)
			excerpt.start = p->start;
		if (p->start + p->size - 1 > excerpt.end)
			excerpt.end = p->start + p->size - 1;
	}
	printf("  resource tree (/proc/iomem)\n");
	srlab_excerpt_print(&excerpt,
			    result->iomem_after ? result->iomem_after : "",
			    stdout);
	printf("  what became of the Soft Reserved memory\n");
	for (size_t i = 0; i < result->n_pieces; i++)
		show_piece(&result->pieces[i]);
	printf("  data: %s written, %s\n",
	       srlab_size_text(result->cxl + result->dax, size),
	       result->data_ok ? "every page found in the memory itself" :
				 "NOT all found in the memory");
	if (result->verdict)
		printf("  softreserve: %s (%s), decoders %s\n",
		       result->verdict, result->reason,
		       result->decoders_preserved ? "as firmware left them" :
						    "CHANGED");
	putchar('\n');
}

static int boot(struct srlab_order *order, struct srlab_result *result,
		struct scene *scene)
{
	struct srlab_fault fault = { "" };

	printf("%s\n", order->stock ? "1. Stock kernel" :
				      "2. The same kernel with softreserve");
	scene->doing = order->stock ? "booting the stock kernel" :
				      "booting with softreserve";
	if (!scene->live)
		printf("  %s\n", scene->doing);
	fflush(stdout);
	order->tick = spin;
	order->context = scene;
	if (srlab_run(order, result, &fault)) {
		fprintf(stderr, "%ssrlab: %s\n", scene->live ? "\n" : "",
			fault.text);
		return 1;
	}
	if (scene->live)
		printf("\r\033[K");
	printf("  booted %s, used, and powered off in %.1f s\n",
	       result->release ? result->release : "(unknown)",
	       result->seconds);
	show(result, scene->live);
	for (size_t i = 0; i < result->failures.n; i++)
		printf("  FAILED: %s\n", result->failures.word[i]);
	return result->failures.n ? 1 : 0;
}

static void sum_up(const char *name, const struct srlab_result *result)
{
	char stranded[32], offered[32];

	printf("%-12s stranded %s of %s\n", name,
	       srlab_size_text(result->stranded, stranded),
	       srlab_size_text(result->offered, offered));
}

static int perform(struct srlab_order *order)
{
	struct srlab_result stock = { 0 }, ours = { 0 };
	struct scene scene = { .live = isatty(STDOUT_FILENO) };
	int status;

	introduce(order->kernel);
	order->stock = true;
	status = boot(order, &stock, &scene);
	if (!status) {
		order->stock = false;
		status = boot(order, &ours, &scene);
	}
	if (stock.release && ours.release) {
		sum_up("stock:", &stock);
		sum_up("softreserve:", &ours);
	}
	srlab_result_free(&stock);
	srlab_result_free(&ours);
	return status;
}

int srlab_verb_demo(int argc, char **argv)
{
	struct srlab_order order = { .timeout = TIMEOUT };
	char *document, error[256];
	int status;
	const struct srlab_command command = {
		.verb = "demo",
		.options = {
			srlab_option_kernel("NAME", "which kernel",
					    &order.kernel),
			srlab_option_offline(&order.offline),
		},
	};

	if (!srlab_command_parse(&command, argc, argv, &status))
		return status;
	if (srlab_source_path(&document, DOCUMENT, error, sizeof(error))) {
		fprintf(stderr, "srlab: %s\n", error);
		return 1;
	}
	order.document = document;
	status = perform(&order);
	free(document);
	return status;
}
