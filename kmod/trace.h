/* SPDX-License-Identifier: GPL-2.0-only */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM softreserve

#if !defined(SR_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define SR_TRACE_H

#include <linux/tracepoint.h>

#include "part.h"
#include "rule.h"

#define SR_TAG_MAX 24

TRACE_EVENT(softreserve_settle_begin,
	TP_PROTO(size_t n_ranges),
	TP_ARGS(n_ranges),
	TP_STRUCT__entry(
		__field(u64, n_ranges)
	),
	TP_fast_assign(
		__entry->n_ranges = n_ranges;
	),
	TP_printk("ranges=%llu", __entry->n_ranges)
);

TRACE_EVENT(softreserve_range,
	TP_PROTO(const struct sr_range *range),
	TP_ARGS(range),
	TP_STRUCT__entry(
		__field(u64, start)
		__field(u64, end)
		__array(char, owner, SR_TAG_MAX)
		__array(char, reason, SR_TAG_MAX)
	),
	TP_fast_assign(
		__entry->start = range->at.start;
		__entry->end = range->at.end;
		strscpy(__entry->owner, sr_owner_tag(range->owner), SR_TAG_MAX);
		strscpy(__entry->reason, sr_reason_tag(range->reason), SR_TAG_MAX);
	),
	TP_printk("start=%#llx end=%#llx owner=%s reason=%s",
		  __entry->start, __entry->end, __entry->owner,
		  __entry->reason)
);

TRACE_EVENT(softreserve_step,
	TP_PROTO(const struct sr_act *act, int rc),
	TP_ARGS(act, rc),
	TP_STRUCT__entry(
		__array(char, part, SR_TAG_MAX)
		__field(u64, start)
		__field(u64, end)
		__field(bool, undo)
		__field(int, rc)
	),
	TP_fast_assign(
		strscpy(__entry->part, sr_part_tag(act->part), SR_TAG_MAX);
		__entry->start = act->at.start;
		__entry->end = act->at.end;
		__entry->undo = act->undoing;
		__entry->rc = rc;
	),
	TP_printk("%s%s start=%#llx end=%#llx rc=%d",
		  __entry->undo ? "undo " : "", __entry->part,
		  __entry->start, __entry->end, __entry->rc)
);

TRACE_EVENT(softreserve_settle_end,
	TP_PROTO(const char *verdict, u64 stranded, int rc),
	TP_ARGS(verdict, stranded, rc),
	TP_STRUCT__entry(
		__array(char, verdict, SR_TAG_MAX)
		__field(u64, stranded)
		__field(int, rc)
	),
	TP_fast_assign(
		strscpy(__entry->verdict, verdict, SR_TAG_MAX);
		__entry->stranded = stranded;
		__entry->rc = rc;
	),
	TP_printk("verdict=%s stranded=%llu rc=%d", __entry->verdict,
		  __entry->stranded, __entry->rc)
);

#endif /* SR_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
