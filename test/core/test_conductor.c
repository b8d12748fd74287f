// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: the conductor on one plain machine: which parts it asks for, in which
 * order, and how it takes them back. test/sim/ has machines that are not plain.
 */
#include "conductor.h"
#include "core_fixture.h"

#define ROOM 64

/* A range that two regions cover but for its end, and nobody uses them. */
struct drive {
	struct machine m;
	struct sr_look look;
	struct sr_look again;
	struct sr_facts facts_again;
	struct sr_region regions_again[2];
	struct sr_region_proof proofs[2];
	struct sr_region_proof proofs_again[2];
	struct sr_conductor c;
	struct sr_step steps[ROOM];
	struct sr_begun journal[ROOM];
	u64 now;
	/* what was asked for since it was last compared */
	char log[2000];
	/* the part that fails, how, and after how many of its kind */
	enum sr_part failing;
	int error;
	int after;
	/* told just before this part is answered */
	enum sr_part moment;
	struct sr_event event;
};

static void drive_machine(struct drive *d)
{
	machine_init(&d->m);
	add_window(&d->m, at(0), at(16));
	add_range(&d->m, at(0), at(8));
	add_region(&d->m, at(0), at(3));
	add_region(&d->m, at(3), at(6));
	for (u32 i = 0; i < 2; i++) {
		d->m.regions[i].id = i;
		d->proofs[i].identity = i + 1;
		d->proofs[i].user = SR_USER_DAX;
		d->proofs[i].routed = SR_KNOWN_YES;
		d->proofs[i].can_go = true;
		d->proofs[i].bound = true;
	}
	d->look.facts = &d->m.facts;
	d->look.proofs = d->proofs;
	d->look.has_root = true;
	d->look.can_flush = true;
}

/* The second look sees what was prepared, and nothing else that is new. */
static void drive_again(struct drive *d)
{
	d->facts_again = d->m.facts;
	memcpy(d->regions_again, d->m.regions, sizeof(d->regions_again));
	memcpy(d->proofs_again, d->proofs, sizeof(d->proofs_again));
	d->facts_again.regions = d->regions_again;
	for (int i = 0; i < 2; i++) {
		d->proofs_again[i].bound = false;
		d->proofs_again[i].held = true;
	}
	d->again = d->look;
	d->again.facts = &d->facts_again;
	d->again.proofs = d->proofs_again;
	d->again.barred = true;
}

static void drive_begin(struct drive *d, bool enact)
{
	static const struct sr_settings settings = SR_SETTINGS_DEFAULT;
	struct sr_room room = { d->steps, d->journal, ROOM };

	memset(d, 0, sizeof(*d));
	drive_machine(d);
	sr_conductor_init(&d->c, &settings, &d->m.policy, enact, &room, 0);
}

static void drive_tell(struct drive *d, enum sr_event_kind kind, u64 id)
{
	struct sr_event event = { .kind = kind, .id = id };

	sr_conductor_event(&d->c, &event, d->now);
}

static int drive_error(struct drive *d, enum sr_part part)
{
	if (part != d->failing || d->after--)
		return 0;
	return d->error;
}

/* Answer one act; false once there is nothing to do. */
static bool drive_step(struct drive *d)
{
	struct sr_result result = { .components = 2 };
	struct sr_act act;

	sr_conductor_next(&d->c, d->now, &act);
	if (act.part == SR_PART_STOPPED)
		strcat(d->log, "stopped");
	if (act.part == SR_PART_WAIT || act.part == SR_PART_STOPPED)
		return false;
	strcat(d->log, sr_part_tag(act.part));
	strcat(d->log, act.undoing ? "! " : " ");
	if (act.part == SR_PART_AWAIT_PROBES)
		drive_tell(d, SR_EVENT_PROBED, act.id);
	if (act.part == d->moment)
		sr_conductor_event(&d->c, &d->event, d->now);
	drive_again(d);
	result.id = act.id;
	result.error = drive_error(d, act.part);
	result.awaits = d->look.awaits;
	result.look = act.part == SR_PART_LOOK ? &d->look : &d->again;
	sr_conductor_result(&d->c, &result, d->now);
	return act.part != SR_PART_REPORT;
}

static void drive(struct drive *d)
{
	d->log[0] = '\0';
	while (drive_step(d))
		d->now++;
}

#define PRELUDE "hold-hmem save-decoders look ask-drivers await-probes " \
	"look-probing save-decoders look "
#define PREPARE PRELUDE "bar-root unbind-dax unbind-dax hold-region " \
	"hold-region look-again "
#define REGAIN "drain! restore! restore! unhold-region! unhold-region! " \
	"unbar-root! attach-root! "

static void assert_why(const struct drive *d, enum sr_why why)
{
	assert_string_equal(sr_why_tag(sr_conductor_standing(&d->c)->why),
			    sr_why_tag(why));
}

static void test_gives_up(void **unused)
{
	struct drive d;

	(void)unused;
	drive_begin(&d, true);
	drive(&d);
	assert_string_equal(d.log, PREPARE
		"delete-region delete-region release-root drain restore " "restore "
		"look-again unhold-region unhold-region add-hmem verify-dax "
		"let-go-hmem report ");
	assert_why(&d, SR_WHY_NOTHING);
	assert_int_equal(sr_conductor_standing(&d.c)->way, SR_WAY_LIVE);
	assert_true(sr_conductor_standing(&d.c)->enacted);
}

/* The first delete may have been done: the release is completed. */
static void test_half_a_release(void **unused)
{
	struct drive d;

	(void)unused;
	for (int i = 0; i < 2; i++) {
		drive_begin(&d, true);
		d.failing = SR_PART_DELETE_REGION;
		d.error = -EINTR;
		d.after = i;
		drive(&d);
		assert_string_equal(d.log, i ?
			PREPARE "delete-region delete-region release-root! "
			REGAIN "report " :
			PREPARE "delete-region release-root! " REGAIN "report ");
		assert_why(&d, SR_WHY_FAILED);
		assert_int_equal(sr_conductor_standing(&d.c)->error, -EINTR);
	}
}

/* What fails is undone itself: it may have been done by half. */
static void test_somebody_has_it(void **unused)
{
	struct drive d;

	(void)unused;
	drive_begin(&d, true);
	d.failing = SR_PART_HOLD_REGION;
	d.error = -EBUSY;
	d.after = 1;
	drive(&d);
	assert_string_equal(d.log, PRELUDE
		"bar-root unbind-dax unbind-dax hold-region hold-region "
		"unhold-region! unhold-region! bind-dax! bind-dax! unbar-root! "
		"attach-root! let-go-hmem report ");
	assert_why(&d, SR_WHY_IN_USE);
	assert_int_equal(sr_conductor_standing(&d.c)->subject, 1);
}

static void test_restore_fails(void **unused)
{
	struct drive d;

	(void)unused;
	drive_begin(&d, true);
	d.failing = SR_PART_RESTORE;
	d.error = -ESTALE;
	drive(&d);
	assert_string_equal(d.log, PREPARE
		"delete-region delete-region release-root drain restore " "restore "
		REGAIN "report ");
	assert_why(&d, SR_WHY_FAILED);
}

/* Each moment of a stop: what was begun is taken back, and nothing more. */
static void test_stop(void **unused)
{
	struct drive d;

	(void)unused;
	drive_begin(&d, true);
	d.moment = SR_PART_LOOK_AGAIN;
	d.event.kind = SR_EVENT_STOP;
	drive(&d);
	assert_string_equal(d.log, PREPARE
		"unhold-region! unhold-region! bind-dax! bind-dax! unbar-root! "
		"attach-root! let-go-hmem stopped");

	drive_begin(&d, true);
	d.moment = SR_PART_DELETE_REGION;
	d.event.kind = SR_EVENT_STOP;
	drive(&d);
	assert_string_equal(d.log, PREPARE
		"delete-region release-root! " REGAIN "let-go-hmem stopped");
}

static void test_brake(void **unused)
{
	struct drive d;

	(void)unused;
	drive_begin(&d, true);
	d.moment = SR_PART_HOLD_REGION;
	d.event.kind = SR_EVENT_MODE;
	drive(&d);
	assert_non_null(strstr(d.log, "hold-region unhold-region! bind-dax!"));
	assert_null(strstr(d.log, "delete-region"));
	assert_why(&d, SR_WHY_OBSERVE);

	drive_begin(&d, false);
	drive(&d);
	assert_null(strstr(d.log, "hold"));
	assert_null(strstr(d.log, "bar-root"));
	assert_why(&d, SR_WHY_OBSERVE);
}

static void test_timeout_is_provisional(void **unused)
{
	struct drive d;

	(void)unused;
	drive_begin(&d, true);
	d.look.awaits = SR_AWAITS_PROBE;
	drive(&d);
	assert_null(strstr(d.log, "report"));
	d.now = 60000;
	drive(&d);
	assert_string_equal(d.log, "look-probing save-decoders look "
			    "let-go-hmem report ");
	assert_why(&d, SR_WHY_PROVISIONAL);
	assert_false(sr_conductor_standing(&d.c)->final);

	/* It listens on, and acts once probing is complete. */
	d.look.awaits = 0;
	drive_tell(&d, SR_EVENT_NEWS, 0);
	d.now += 20000;
	drive(&d);
	assert_non_null(strstr(d.log, "verify-dax"));
	assert_why(&d, SR_WHY_NOTHING);
}

static void test_not_proved(void **unused)
{
	static const enum sr_user users[] = { SR_USER_UNKNOWN,
					      SR_USER_NO_CHILD,
					      SR_USER_FAILED };
	struct drive d;

	(void)unused;
	for (size_t i = 0; i < ARRAY_SIZE(users); i++) {
		drive_begin(&d, true);
		d.proofs[1].user = users[i];
		d.look.door_would = i;
		drive(&d);
		assert_null(strstr(d.log, "bar-root"));
		assert_why(&d, SR_WHY_USER);
		assert_int_equal(sr_conductor_standing(&d.c)->way,
				 i ? SR_WAY_NEXT_BOOT : SR_WAY_REFUSED);
	}
	drive_begin(&d, true);
	d.look.can_flush = false;
	drive(&d);
	assert_why(&d, SR_WHY_FLUSH);
	drive_begin(&d, true);
	d.look.proofs = NULL;
	drive(&d);
	assert_why(&d, SR_WHY_USER);
}

static void test_late_results(void **unused)
{
	struct sr_result result = { .error = -EIO };
	struct sr_act act, other;
	struct drive d;

	(void)unused;
	drive_begin(&d, true);
	sr_conductor_result(&d.c, &result, 0);
	sr_conductor_next(&d.c, 0, &act);
	assert_int_equal(act.part, SR_PART_HOLD_HMEM);
	sr_conductor_next(&d.c, 0, &other);
	assert_int_equal(other.part, SR_PART_WAIT);
	assert_true(other.until == SR_NEVER);
	result.id = act.id + 1;
	sr_conductor_result(&d.c, &result, 0);
	sr_conductor_next(&d.c, 0, &other);
	assert_int_equal(other.part, SR_PART_WAIT);
	/* A part that hangs is not done yet, whatever is told. */
	drive_tell(&d, SR_EVENT_STOP, 0);
	sr_conductor_next(&d.c, 100000, &other);
	assert_int_equal(other.part, SR_PART_WAIT);
	assert_true(other.until == SR_NEVER);
	result.id = act.id;
	sr_conductor_result(&d.c, &result, 0);
	sr_conductor_next(&d.c, 0, &other);
	assert_int_equal(other.part, SR_PART_LET_GO_HMEM);
	/* Told twice. */
	sr_conductor_result(&d.c, &result, 0);
	sr_conductor_next(&d.c, 0, &act);
	assert_int_equal(act.part, SR_PART_WAIT);
}

static void test_room(void **unused)
{
	struct sr_room room = { NULL, NULL, 0 };
	struct drive d;

	(void)unused;
	drive_begin(&d, true);
	assert_int_equal(sr_conductor_give(&d.c, &room), 0);
	drive(&d);
	assert_string_equal(d.log, PRELUDE "grow report ");
	assert_why(&d, SR_WHY_NO_MEMORY);
}

static void test_words(void **unused)
{
	(void)unused;
	for (enum sr_part part = 0; part < SR_PARTS; part++) {
		assert_non_null(sr_part_tag(part));
		if (sr_part_is_final(part))
			assert_int_equal(sr_part_undo(part), SR_PART_WAIT);
	}
	for (enum sr_why why = 0; why < SR_WHYS; why++) {
		assert_non_null(sr_why_tag(why));
		assert_non_null(sr_why_text(why));
	}
	for (enum sr_way way = 0; way < SR_WAYS; way++)
		assert_non_null(sr_way_tag(way));
	assert_string_equal(sr_part_tag(SR_PARTS), "unknown");
	assert_string_equal(sr_why_text(SR_WHYS), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gives_up),
		cmocka_unit_test(test_half_a_release),
		cmocka_unit_test(test_somebody_has_it),
		cmocka_unit_test(test_restore_fails),
		cmocka_unit_test(test_stop),
		cmocka_unit_test(test_brake),
		cmocka_unit_test(test_timeout_is_provisional),
		cmocka_unit_test(test_not_proved),
		cmocka_unit_test(test_late_results),
		cmocka_unit_test(test_room),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
