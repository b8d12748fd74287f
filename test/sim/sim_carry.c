// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: carry out one part on the simulated machine, or fail to: before it, or
 * with the deed done all the same.
 */
#include "sim.h"

typedef int (*sim_deed)(struct sim *s, const struct sr_act *act,
			struct sr_result *result);

static struct sim_snap *base(struct sim *s)
{
	return &s->snaps[s->base];
}

static int device_of(struct sim *s, size_t subject)
{
	return base(s)->region_of[base(s)->regions[subject].id];
}

static struct sim_device *region_of(struct sim *s, const struct sr_act *act)
{
	return &s->devices[device_of(s, act->subject)];
}

static struct sim_hmem *hmem_of(struct sim *s, const struct sr_act *act)
{
	return &s->hmems[base(s)->dax_of[base(s)->daxes[act->subject].id]];
}

static struct sim_hmem *find_hmem(struct sim *s, const struct sr_extent *at)
{
	struct sim_span span = sim_span(at);

	for (int i = 0; i < SIM_HMEMS; i++)
		if (s->hmems[i].exists && s->hmems[i].at.first == span.first &&
		    s->hmems[i].at.last == span.last)
			return &s->hmems[i];
	return NULL;
}

static int grow(struct sim *s, const struct sr_act *act, struct sr_result *r)
{
	struct sr_room room = { s->steps, s->journal, act->need };

	(void)r;
	if (act->need > SIM_ROOM)
		return -ENOMEM;
	return sr_conductor_give(&s->conductor, &room);
}

/* To the order to hand the ranges back. */
static bool is_answer(enum sr_why why)
{
	return why == SR_WHY_HANDED_BACK || why == SR_WHY_DAX_IN_USE ||
	       why == SR_WHY_NO_ROOT || why == SR_WHY_OBSERVE ||
	       why == SR_WHY_FAILED || why == SR_WHY_NOT_UNDONE ||
	       why == SR_WHY_MALFORMED;
}

static int report(struct sim *s, const struct sr_act *act, struct sr_result *r)
{
	(void)act;
	(void)r;
	s->reported = sr_conductor_standing(&s->conductor)->why;
	s->has_reported = true;
	if (is_answer(s->reported))
		s->back_due = false;
	return 0;
}

static int await_probes(struct sim *s, const struct sr_act *act,
			struct sr_result *r)
{
	(void)r;
	s->probes_id = act->id;
	s->probes_done = 0;
	for (int i = 0; act->try_all && i < s->n_devices; i++) {
		struct sim_device *d = &s->devices[i];

		if (s->root_bound && d->present && !d->bound && !d->refused &&
		    !d->probed_at)
			d->probed_at = s->now + 5;
	}
	return 0;
}

static int look_probing(struct sim *s, const struct sr_act *act,
			struct sr_result *r)
{
	(void)act;
	r->awaits = sim_awaits(s);
	return 0;
}

static int look(struct sim *s, const struct sr_act *act, struct sr_result *r)
{
	(void)act;
	s->base = !s->base;
	r->look = sim_look(s, base(s));
	s->fingerprint = sim_fingerprint(s);
	return 0;
}

static int look_again(struct sim *s, const struct sr_act *act,
		      struct sr_result *r)
{
	(void)act;
	r->look = sim_look(s, &s->again);
	sim_check_again(s);
	return 0;
}

static u32 serial_of(const struct sim *s, int component)
{
	return component == SIM_BRIDGE ? 1000000 : s->devices[component].serial;
}

static bool is_there(const struct sim *s, int component)
{
	return component == SIM_BRIDGE || (component < s->n_devices &&
					   s->devices[component].present);
}

static int save(struct sim *s, const struct sr_act *act, struct sr_result *r)
{
	for (int i = 0; i < SIM_COMPONENTS; i++) {
		struct sim_copy *copy = &s->copies[i];
		u32 serial = is_there(s, i) ? serial_of(s, i) : 0;

		if (!serial || (copy->saved && copy->serial == serial))
			continue;
		if (i < s->n_devices && s->devices[i].unreadable) {
			r->unsaved++;
			continue;
		}
		if (act->torn_down && s->seen[i] == serial) {
			r->unsaved++;
			continue;
		}
		copy->saved = true;
		copy->serial = serial;
		copy->routes = s->routes[i];
		s->seen[i] = serial;
	}
	r->components = SIM_COMPONENTS;
	return 0;
}

static int hold_hmem(struct sim *s, const struct sr_act *act,
		     struct sr_result *r)
{
	(void)act;
	(void)r;
	for (int i = 0; i < SIM_HMEMS; i++) {
		struct sim_hmem *hmem = &s->hmems[i];

		if (hmem->exists && !hmem->ours && !hmem->bound &&
		    sim_in_window(s, &hmem->at))
			hmem->held = true;
	}
	return 0;
}

static bool touches_cxl_range(struct sim *s, const struct sim_span *at)
{
	struct sr_extent want = sim_extent(at);

	for (size_t i = 0; i < base(s)->facts.n_ranges; i++)
		if (base(s)->ranges[i].owner == SR_OWNER_CXL &&
		    base(s)->ranges[i].at.start <= want.end &&
		    want.start <= base(s)->ranges[i].at.end)
			return true;
	return false;
}

static bool overlaps_ours(struct sim *s, const struct sim_hmem *hmem)
{
	for (int i = 0; i < SIM_HMEMS; i++)
		if (s->hmems[i].exists && s->hmems[i].ours &&
		    sim_meet(&s->hmems[i].at, &hmem->at))
			return true;
	return false;
}

static int let_go_hmem(struct sim *s, const struct sr_act *act,
		       struct sr_result *r)
{
	(void)r;
	for (int i = 0; i < SIM_HMEMS; i++) {
		struct sim_hmem *hmem = &s->hmems[i];

		if (!hmem->exists || !hmem->held || hmem->ours ||
		    overlaps_ours(s, hmem))
			continue;
		if ((act->keep & SR_KEEP_MISROUTED) &&
		    sim_is_misrouted(s, &hmem->at))
			continue;
		if ((act->keep & SR_KEEP_CXL) && touches_cxl_range(s, &hmem->at))
			continue;
		sim_check_let_go(s, act, hmem);
		hmem->held = false;
		sim_hmem_bind(s, hmem);
	}
	return 0;
}

static int bar_root(struct sim *s, const struct sr_act *act,
		    struct sr_result *r)
{
	(void)r;
	if (s->bar == SIM_BAR_FOREIGN)
		return -EPERM;
	s->bar = SIM_BAR_OURS;
	if (s->root_bound && (act->undoing || !base(s)->facts.cxl_active))
		return -EAGAIN;
	return 0;
}

static int unbar_root(struct sim *s, const struct sr_act *act,
		      struct sr_result *r)
{
	(void)act;
	(void)r;
	if (s->bar == SIM_BAR_OURS)
		s->bar = SIM_BAR_NONE;
	return 0;
}

static int unbind_dax(struct sim *s, const struct sr_act *act,
		      struct sr_result *r)
{
	struct sim_device *d = region_of(s, act);

	(void)r;
	if (d->in_use)
		return -EBUSY;
	d->taken_away = d->taken_away || d->dax_bound;
	d->dax_bound = false;
	return 0;
}

static int detach_region(struct sim *s, const struct sr_act *act,
			 struct sr_result *r)
{
	struct sim_device *d = region_of(s, act);

	(void)r;
	if (d->in_use)
		return -EBUSY;
	d->dax_bound = false;
	return 0;
}

static int bind_dax(struct sim *s, const struct sr_act *act,
		    struct sr_result *r)
{
	struct sim_device *d = region_of(s, act);

	(void)r;
	if (!d->exists)
		return 0;
	d->dax_bound = true;
	d->taken_away = false;
	if (s->auto_online && !d->held)
		d->in_use = true;
	sim_news(s);
	return 0;
}

static int hold_region(struct sim *s, const struct sr_act *act,
		       struct sr_result *r)
{
	struct sim_device *d = region_of(s, act);

	(void)r;
	if (d->in_use)
		return -EBUSY;
	d->held = true;
	return 0;
}

static int unhold_region(struct sim *s, const struct sr_act *act,
			 struct sr_result *r)
{
	(void)r;
	region_of(s, act)->held = false;
	return 0;
}

static int delete_region(struct sim *s, const struct sr_act *act,
			 struct sr_result *r)
{
	int i = device_of(s, act->subject);

	(void)r;
	sim_check_loss(s, i);
	sim_region_delete(s, i);
	return 0;
}

static int release_root(struct sim *s, const struct sr_act *act,
			struct sr_result *r)
{
	(void)act;
	(void)r;
	for (int i = 0; i < s->n_devices; i++)
		sim_check_loss(s, i);
	s->undrained |= s->root_bound;
	sim_root_release(s);
	return 0;
}

static int attach_root(struct sim *s, const struct sr_act *act,
		       struct sr_result *r)
{
	(void)act;
	(void)r;
	sim_root_attach(s);
	return s->root_bound ? 0 : -ENODEV;
}

static int drain(struct sim *s, const struct sr_act *act, struct sr_result *r)
{
	(void)act;
	(void)r;
	s->undrained = false;
	return 0;
}

static int restore(struct sim *s, const struct sr_act *act, struct sr_result *r)
{
	int i = (int)act->subject;
	const struct sim_copy *copy = &s->copies[i];

	(void)r;
	if (!copy->saved)
		return 0;
	if (!is_there(s, i) || copy->serial != serial_of(s, i))
		return -ESTALE;
	/* Who lets go late resets them once more. */
	s->routes[i] = copy->routes && !s->undrained;
	return 0;
}

static int unpublish(struct sim *s, const struct sr_act *act,
		     struct sr_result *r)
{
	(void)r;
	s->unpublished[base(s)->ranges[act->subject].id] = true;
	return 0;
}

static int republish(struct sim *s, const struct sr_act *act,
		     struct sr_result *r)
{
	(void)r;
	s->unpublished[base(s)->ranges[act->subject].id] = false;
	return 0;
}

static int release_hmem(struct sim *s, const struct sr_act *act,
			struct sr_result *r)
{
	struct sim_hmem *hmem = hmem_of(s, act);

	(void)r;
	if (hmem->in_use)
		return -EBUSY;
	hmem->bound = false;
	hmem->held = true;
	return 0;
}

static int return_hmem(struct sim *s, const struct sr_act *act,
		       struct sr_result *r)
{
	struct sim_hmem *hmem = hmem_of(s, act);

	(void)r;
	hmem->held = false;
	sim_hmem_bind(s, hmem);
	return 0;
}

static int add_hmem(struct sim *s, const struct sr_act *act,
		    struct sr_result *r)
{
	struct sim_span at = sim_span(&act->at);
	struct sim_hmem *hmem = find_hmem(s, &act->at);

	(void)r;
	for (int i = 0; i < SIM_HMEMS; i++) {
		struct sim_hmem *other = &s->hmems[i];

		if (!other->exists || other == hmem ||
		    !sim_meet(&other->at, &at))
			continue;
		if (other->in_use)
			return -EBUSY;
		other->held = true;
		other->bound = false;
	}
	if (!hmem)
		return sim_hmem_make(s, &at, true) ? 0 : -ENOMEM;
	hmem->held = false;
	sim_hmem_bind(s, hmem);
	return 0;
}

static int remove_hmem(struct sim *s, const struct sr_act *act,
		       struct sr_result *r)
{
	struct sim_hmem *hmem = find_hmem(s, &act->at);

	(void)r;
	if (!hmem)
		return 0;
	if (hmem->in_use)
		return -EBUSY;
	hmem->bound = false;
	hmem->held = !hmem->ours;
	hmem->exists = !hmem->ours;
	sim_say(s, "hmem %d-%d is removed", hmem->at.first, hmem->at.last);
	sim_news(s);
	return 0;
}

static int verify_dax(struct sim *s, const struct sr_act *act,
		      struct sr_result *r)
{
	struct sim_hmem *hmem = find_hmem(s, &act->at);

	(void)r;
	return hmem && hmem->bound ? 0 : -ENODEV;
}

static int nothing(struct sim *s, const struct sr_act *act,
		   struct sr_result *r)
{
	(void)s;
	(void)act;
	(void)r;
	return 0;
}

static const sim_deed deeds[SR_PARTS] = {
	[SR_PART_GROW] = grow,
	[SR_PART_REPORT] = report,
	[SR_PART_ASK_DRIVERS] = nothing,
	[SR_PART_AWAIT_PROBES] = await_probes,
	[SR_PART_LOOK_PROBING] = look_probing,
	[SR_PART_LOOK] = look,
	[SR_PART_LOOK_AGAIN] = look_again,
	[SR_PART_SAVE_DECODERS] = save,
	[SR_PART_HOLD_HMEM] = hold_hmem,
	[SR_PART_LET_GO_HMEM] = let_go_hmem,
	[SR_PART_BAR_ROOT] = bar_root,
	[SR_PART_UNBAR_ROOT] = unbar_root,
	[SR_PART_UNBIND_DAX] = unbind_dax,
	[SR_PART_BIND_DAX] = bind_dax,
	[SR_PART_HOLD_REGION] = hold_region,
	[SR_PART_UNHOLD_REGION] = unhold_region,
	[SR_PART_DELETE_REGION] = delete_region,
	[SR_PART_RELEASE_ROOT] = release_root,
	[SR_PART_ATTACH_ROOT] = attach_root,
	[SR_PART_DRAIN] = drain,
	[SR_PART_RESTORE] = restore,
	[SR_PART_UNPUBLISH] = unpublish,
	[SR_PART_REPUBLISH] = republish,
	[SR_PART_RELEASE_HMEM] = release_hmem,
	[SR_PART_RETURN_HMEM] = return_hmem,
	[SR_PART_ATTACH_REGION] = bind_dax,
	[SR_PART_DETACH_REGION] = detach_region,
	[SR_PART_ADD_HMEM] = add_hmem,
	[SR_PART_REMOVE_HMEM] = remove_hmem,
	[SR_PART_VERIFY_DAX] = verify_dax,
};

/* Only a part that always fails may leave things as they are. */
static void note_break(struct sim *s)
{
	s->broke = true;
	if (s->is_sticky)
		s->excused = true;
}

static enum sim_break throw_break(struct sim *s, const struct sr_act *act)
{
	if (s->is_sticky && act->part == s->sticky)
		return SIM_BREAK_BEFORE;
	if (!s->breaks || !sim_one_in(s, 12))
		return SIM_BREAK_NOT;
	s->breaks--;
	return sim_one_in(s, 2) ? SIM_BREAK_BEFORE : SIM_BREAK_AFTER;
}

void sim_carry_out(struct sim *s, const struct sr_act *act,
		   struct sr_result *result)
{
	enum sim_break how = throw_break(s, act);

	if (how != SIM_BREAK_BEFORE)
		result->error = deeds[act->part](s, act, result);
	if (how == SIM_BREAK_NOT || result->error)
		return;
	result->error = sim_one_in(s, 2) ? -EIO : -EINTR;
	result->look = NULL;
	note_break(s);
}
