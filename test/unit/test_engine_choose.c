/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which engine is chosen, and what is said about those passed over. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#ifdef HAVE_LIBAIO
#include "aio_wrap.h"
#endif
#include "io/io.h"
#include "unit.h"

static unsigned warnings;
static char warning[256];

static void keep(void *context, enum volscan_log_level level,
		 enum volscan_log_class log_class, const char *message)
{
	(void) context;
	ck_assert_int_eq(level, VOLSCAN_LOG_WARNING);
	ck_assert_int_eq(log_class, VOLSCAN_LOG_IO);
	warnings++;
	snprintf(warning, sizeof(warning), "%s", message);
}

static const struct log log_keep = { .fn = keep, .level = VOLSCAN_LOG_WARNING };

/* Gives the chosen engine's name, or NULL and the error. */
static const char *choose(const char *name, int *error)
{
	const struct io_settings settings = { .depth = 16, .log = &log_keep };
	const struct io_engine_ops *ops = NULL;
	struct io_engine *engine = NULL;
	unsigned depth = 0;

	*error = io_engine_choose(name, &settings, &ops, &engine, &depth);
	if (*error) {
		ck_assert_ptr_null(ops);
		ck_assert_ptr_null(engine);
		return NULL;
	}
	ck_assert_uint_ge(depth, 1);
	ops->teardown(engine, false);
	return ops->name;
}

START_TEST(sync_by_name)
{
	int error;

	ck_assert_str_eq(choose("sync", &error), "sync");
	ck_assert_uint_eq(warnings, 0);
	ck_assert_ptr_eq(io_engine_find("sync"), &io_engine_sync);
}
END_TEST

START_TEST(unknown_name)
{
	int error;

	ck_assert_ptr_null(choose("telepathy", &error));
	ck_assert_int_eq(error, -ENOENT);
	ck_assert_ptr_null(io_engine_find("telepathy"));
	ck_assert_ptr_null(io_engine_find("auto"));
}
END_TEST

START_TEST(fault_is_not_found_by_name)
{
	int error;

	ck_assert_ptr_null(io_engine_find("fault"));
	ck_assert_ptr_null(choose("fault", &error));
	ck_assert_int_eq(error, -ENOENT);
}
END_TEST

#ifdef HAVE_LIBAIO

static int setup_error;

static int fail_setup(int events)
{
	(void) events;
	return setup_error;
}

START_TEST(auto_is_libaio_first)
{
	int error;

	ck_assert_str_eq(choose("auto", &error), "libaio");
	ck_assert_uint_eq(warnings, 0);
	ck_assert_str_eq(choose("libaio", &error), "libaio");
	ck_assert_ptr_eq(io_engine_find("libaio"), &io_engine_libaio);
}
END_TEST

/* Any error means the next one; one warning says which engine, why, what next. */
START_TEST(auto_passes_over_what_does_not_work)
{
	static const int errors[] = { -EPERM, -ENOSYS, -ENOMEM, -EMFILE, -EAGAIN, -EINVAL };
	int error;

	setup_error = errors[_i];
	aio_wrap.setup = fail_setup;
	ck_assert_str_eq(choose("auto", &error), "sync");
	ck_assert_uint_eq(warnings, 1);
	ck_assert_ptr_nonnull(strstr(warning, "libaio"));
	ck_assert_ptr_nonnull(strstr(warning, "sync"));
	ck_assert_ptr_nonnull(strstr(warning, strerror(-setup_error)));
	if (setup_error == -EAGAIN)
		ck_assert_ptr_nonnull(strstr(warning, "fs.aio-max-nr"));
}
END_TEST

START_TEST(named_engine_is_not_passed_over)
{
	int error;

	setup_error = -ENOSYS;
	aio_wrap.setup = fail_setup;
	ck_assert_ptr_null(choose("libaio", &error));
	ck_assert_int_eq(error, -ENOSYS);
}
END_TEST

static void add_libaio_tests(TCase *tcase)
{
	tcase_add_test(tcase, auto_is_libaio_first);
	tcase_add_loop_test(tcase, auto_passes_over_what_does_not_work, 0, 6);
	tcase_add_test(tcase, named_engine_is_not_passed_over);
}

#else

START_TEST(auto_is_sync_without_libaio)
{
	int error;

	ck_assert_str_eq(choose("auto", &error), "sync");
	ck_assert_uint_eq(warnings, 0);
	ck_assert_ptr_null(io_engine_find("libaio"));
}
END_TEST

static void add_libaio_tests(TCase *tcase)
{
	tcase_add_test(tcase, auto_is_sync_without_libaio);
}

#endif

Suite *engine_choose_suite(void)
{
	Suite *suite = suite_create("engine_choose");
	TCase *tcase = tcase_create("choose");

	tcase_add_test(tcase, sync_by_name);
	tcase_add_test(tcase, unknown_name);
	tcase_add_test(tcase, fault_is_not_found_by_name);
	add_libaio_tests(tcase);
	suite_add_tcase(suite, tcase);
	return suite;
}
