// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: sorting a list of extents in place: quicksort with a stack of bounded
 * depth, insertion sort for short runs, and heapsort for a run on which
 * quicksort does badly, so that O(n log n) holds for every input.
 */
#include "extent.h"

/* Runs up to this long are left to insertion sort. */
#define SR_RUN_SHORT 16
/*
 * The shorter part of each split is sorted first, so that the stack holds at
 * most log2(n / SR_RUN_SHORT) + 1 parts: enough for 2^35 entries. Beyond that
 * a part without room is left to heapsort.
 */
#define SR_STACK_DEPTH 32

/* An entry outside of the array. */
union sr_slot {
	struct sr_extent at;
	u32 words[SR_SORT_WIDTH / sizeof(u32)];
};

struct sr_array_sort {
	char *base;
	size_t stride;
	size_t width;
};

/* What is still to be sorted: entries from @from to before @to. */
struct sr_run {
	size_t from;
	size_t to;
	/* how many more splits in a row it may have */
	unsigned int splits;
};

static inline char *sr_entry(const struct sr_array_sort *sort, size_t i)
{
	return sort->base + i * sort->stride;
}

static inline void sr_entry_copy(const struct sr_array_sort *sort, void *to,
				 const void *from)
{
	char *out = to;
	const char *in = from;
	size_t i;

	for (i = 0; i < sort->width; i += sizeof(u32))
		memcpy(out + i, in + i, sizeof(u32));
}

static inline void sr_entry_swap(const struct sr_array_sort *sort, size_t a,
				 size_t b)
{
	union sr_slot slot;

	sr_entry_copy(sort, &slot, sr_entry(sort, a));
	sr_entry_copy(sort, sr_entry(sort, a), sr_entry(sort, b));
	sr_entry_copy(sort, sr_entry(sort, b), &slot);
}

static inline bool sr_entry_before(const struct sr_array_sort *sort,
				   const void *a, const void *b)
{
	const struct sr_extent *x = a;
	const struct sr_extent *y = b;
	u32 id[2];

	if (x->start != y->start)
		return x->start < y->start;
	if (x->end != y->end)
		return x->end < y->end;
	if (sort->width == sizeof(struct sr_extent))
		return false;
	memcpy(&id[0], x + 1, sizeof(u32));
	memcpy(&id[1], y + 1, sizeof(u32));
	return id[0] < id[1];
}

static bool sr_is_sorted(const struct sr_array_sort *sort, size_t n)
{
	size_t i;

	for (i = 1; i < n; i++)
		if (sr_entry_before(sort, sr_entry(sort, i),
				    sr_entry(sort, i - 1)))
			return false;
	return true;
}

static void sr_sort_short(const struct sr_array_sort *sort,
			  const struct sr_run *run)
{
	union sr_slot slot;
	size_t i, k;

	for (i = run->from + 1; i < run->to; i++) {
		sr_entry_copy(sort, &slot, sr_entry(sort, i));
		for (k = i; k > run->from; k--) {
			if (!sr_entry_before(sort, &slot,
					     sr_entry(sort, k - 1)))
				break;
			sr_entry_copy(sort, sr_entry(sort, k),
				      sr_entry(sort, k - 1));
		}
		sr_entry_copy(sort, sr_entry(sort, k), &slot);
	}
}

/* Let entry @i sink to its place in the heap of @n entries at @run->from. */
static void sr_heap_sink(const struct sr_array_sort *sort,
			 const struct sr_run *run, size_t i, size_t n)
{
	struct sr_array_sort heap = *sort;
	size_t child;

	heap.base = sr_entry(sort, run->from);
	while (i < n / 2) {
		child = 2 * i + 1;
		if (child + 1 < n &&
		    sr_entry_before(&heap, sr_entry(&heap, child),
				    sr_entry(&heap, child + 1)))
			child++;
		if (!sr_entry_before(&heap, sr_entry(&heap, i),
				     sr_entry(&heap, child)))
			return;
		sr_entry_swap(&heap, i, child);
		i = child;
	}
}

static void sr_sort_heap(const struct sr_array_sort *sort,
			 const struct sr_run *run)
{
	size_t n = run->to - run->from;
	size_t i;

	for (i = n / 2; i > 0; i--)
		sr_heap_sink(sort, run, i - 1, n);
	for (i = n - 1; i > 0; i--) {
		sr_entry_swap(sort, run->from, run->from + i);
		sr_heap_sink(sort, run, 0, i);
	}
}

static void sr_order_two(const struct sr_array_sort *sort, size_t a, size_t b)
{
	if (sr_entry_before(sort, sr_entry(sort, b), sr_entry(sort, a)))
		sr_entry_swap(sort, a, b);
}

/*
 * Split a run of three or more at the returned index: nothing before it is
 * above the pivot, nothing from it on is below, and neither part is empty,
 * because the ordered first and last entries stop the two inner loops.
 */
static size_t sr_split(const struct sr_array_sort *sort,
		       const struct sr_run *run)
{
	size_t middle = run->from + (run->to - run->from) / 2;
	size_t i = run->from;
	size_t k = run->to - 1;
	union sr_slot pivot;

	sr_order_two(sort, i, middle);
	sr_order_two(sort, middle, k);
	sr_order_two(sort, i, middle);
	sr_entry_copy(sort, &pivot, sr_entry(sort, middle));

	for (;;) {
		do {
			i++;
		} while (sr_entry_before(sort, sr_entry(sort, i), &pivot));
		do {
			k--;
		} while (sr_entry_before(sort, &pivot, sr_entry(sort, k)));
		if (i >= k)
			return i;
		sr_entry_swap(sort, i, k);
	}
}

/* Twice log2(n): more splits in a row than that, and heapsort takes over. */
static unsigned int sr_splits_allowed(size_t n)
{
	unsigned int splits = 0;

	for (; n > 1; n >>= 1)
		splits += 2;
	return splits;
}

/* Split @run in two and push both, the longer one below. */
static unsigned int sr_push_parts(const struct sr_array_sort *sort,
				  const struct sr_run *run,
				  struct sr_run *stack)
{
	size_t at = sr_split(sort, run);
	struct sr_run low = { run->from, at, run->splits - 1 };
	struct sr_run high = { at, run->to, run->splits - 1 };
	bool low_is_longer = at - run->from > run->to - at;

	stack[0] = low_is_longer ? low : high;
	stack[1] = low_is_longer ? high : low;
	return 2;
}

void sr_sort(void *base, size_t n, size_t stride, size_t width)
{
	struct sr_array_sort sort = {
		.base = base, .stride = stride, .width = width,
	};
	struct sr_run stack[SR_STACK_DEPTH];
	unsigned int depth = 1;
	struct sr_run run;

	if (n < 2 || sr_is_sorted(&sort, n))
		return;

	stack[0].from = 0;
	stack[0].to = n;
	stack[0].splits = sr_splits_allowed(n);
	while (depth) {
		run = stack[--depth];
		if (run.to - run.from <= SR_RUN_SHORT)
			sr_sort_short(&sort, &run);
		else if (!run.splits || depth + 2 > SR_STACK_DEPTH)
			sr_sort_heap(&sort, &run);
		else
			depth += sr_push_parts(&sort, &run, stack + depth);
	}
}
