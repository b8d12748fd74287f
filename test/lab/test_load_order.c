// SPDX-License-Identifier: GPL-2.0-only
/* DOC: lists of load orders, good and malformed. */
#include "lab_fixture.h"
#include "load_order.h"

#include <errno.h>

static int read_text(const char *text, struct srlab_load_orders *orders,
		     struct srlab_fault *fault)
{
	char path[] = "/tmp/load-orders.XXXXXX";
	FILE *file = fdopen(mkstemp(path), "w");
	int rc;

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	rc = srlab_load_orders_read(path, orders, fault);
	unlink(path);
	return rc;
}

static void an_order_is_steps_then_settle_and_serve(void **state)
{
	static const char *const wanted[] = { "load kmem", "pause 2",
					      "load drivers", "settle 60",
					      "serve" };
	const struct srlab_load_order *order;
	struct srlab_load_orders orders;
	struct srlab_fault fault;

	(void)state;
	assert_int_equal(read_text("# a comment\n\nusual: load drivers\n"
				   "b-c:  load kmem ;pause 2;; load drivers \n",
				   &orders, &fault), 0);
	assert_int_equal(orders.n, 2);
	assert_null(srlab_load_orders_find(&orders, "b"));
	order = srlab_load_orders_find(&orders, "b-c");
	assert_non_null(order);
	assert_int_equal(order->scenario.n_steps, 5);
	for (size_t i = 0; i < 5; i++)
		assert_string_equal(order->scenario.steps[i].line, wanted[i]);
	srlab_load_orders_free(&orders);
}

static void a_malformed_line_is_named(void **state)
{
	static const char *const bad[] = { "a: serve\nno colon\n",
					   "a: serve\nb:\n", "a: serve\n: x\n",
					   "a: serve\nb :x\n",
					   "a: serve\nb: ; ;\n" };
	struct srlab_load_orders orders;
	struct srlab_fault fault;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(read_text(bad[i], &orders, &fault), -EINVAL);
		assert_non_null(strstr(fault.text, ":2: not \"NAME: STEP"));
		srlab_load_orders_free(&orders);
	}
	assert_int_equal(srlab_load_orders_read("/nowhere", &orders, &fault),
			 -ENOENT);
	srlab_load_orders_free(&orders);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_order_is_steps_then_settle_and_serve),
		cmocka_unit_test(a_malformed_line_is_named),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
