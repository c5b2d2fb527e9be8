/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which engine is chosen, and what is said about those passed over. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#ifdef HAVE_LIBAIO
#include "aio_wrap.h"
#endif
#include "io/io.h"
#include "sys_wrap.h"
#include "unit.h"
#ifdef HAVE_LIBURING
#include "uring_wrap.h"
#endif

static unsigned warnings;
static char warning[4][256];

static void keep(void *context, enum volscan_log_level level,
		 enum volscan_log_class log_class, const char *message)
{
	(void) context;
	ck_assert_int_eq(level, VOLSCAN_LOG_WARNING);
	ck_assert_int_eq(log_class, VOLSCAN_LOG_IO);
	ck_assert_uint_lt(warnings, 4);
	snprintf(warning[warnings++], sizeof(warning[0]), "%s", message);
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

/* The engines that auto tries, the best first, and how to make them fail. ---- */

static int setup_error;

#ifdef HAVE_LIBURING
static int fail_ring(const struct io_uring_params *params)
{
	(void) params;
	return setup_error;
}

static void fail_uring(void)
{
	uring_wrap.setup = fail_ring;
}
#endif

#ifdef HAVE_LIBAIO
static int fail_context(int events)
{
	(void) events;
	return setup_error;
}

static void fail_libaio(void)
{
	aio_wrap.setup = fail_context;
}
#endif

static const struct {
	const struct io_engine_ops *ops;
	void (*spoil)(void);
} automatic[] = {
#ifdef HAVE_LIBURING
	{ &io_engine_uring, fail_uring },
#endif
#ifdef HAVE_LIBAIO
	{ &io_engine_libaio, fail_libaio },
#endif
	{ &io_engine_readahead, NULL },
};

#define AUTOMATIC ((int) (sizeof(automatic) / sizeof(automatic[0])))

START_TEST(auto_takes_the_first_that_works)
{
	int error, i;

	setup_error = -EPERM;
	for (i = 0; i < _i; i++)
		automatic[i].spoil();
	ck_assert_str_eq(choose("auto", &error), automatic[_i].ops->name);
	ck_assert_uint_eq(warnings, (unsigned)_i);
}
END_TEST

/* One warning says which engine, why, what next. */
START_TEST(auto_says_what_it_passes_over)
{
	static const int errors[] = { -EPERM, -ENOSYS, -ENOMEM, -EMFILE, -EAGAIN, -EOPNOTSUPP };
	int error, i;

	setup_error = errors[_i];
	for (i = 0; i < AUTOMATIC - 1; i++)
		automatic[i].spoil();
	ck_assert_str_eq(choose("auto", &error), automatic[AUTOMATIC - 1].ops->name);
	ck_assert_uint_eq(warnings, AUTOMATIC - 1);
	for (i = 0; i < AUTOMATIC - 1; i++) {
		ck_assert_ptr_nonnull(strstr(warning[i], automatic[i].ops->name));
		ck_assert_ptr_nonnull(strstr(warning[i], automatic[i + 1].ops->name));
		ck_assert_ptr_nonnull(strstr(warning[i], strerror(-setup_error)));
	}
}
END_TEST

#ifdef HAVE_LIBURING
/* As many containers have it. */
static void forbid_io_uring(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_io_uring_setup, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(filter) / sizeof(filter[0]), filter };

	ck_assert_int_eq(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
	ck_assert_int_eq(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
}

START_TEST(io_uring_forbidden_by_seccomp)
{
	int error;

	forbid_io_uring();
	ck_assert_ptr_null(choose("uring", &error));
	ck_assert_int_eq(error, -EPERM);
	ck_assert_str_eq(choose("auto", &error), automatic[1].ops->name);
	ck_assert_uint_eq(warnings, 1);
}
END_TEST
#endif

START_TEST(named_engine_is_not_passed_over)
{
	int error;

	setup_error = -ENOSYS;
	automatic[_i].spoil();
	ck_assert_ptr_null(choose(automatic[_i].ops->name, &error));
	ck_assert_int_eq(error, -ENOSYS);
	ck_assert_uint_eq(warnings, 0);
}
END_TEST

/* By name ----------------------------------------------------------------- */

static const struct io_engine_ops *const named[] = {
#ifdef HAVE_LIBURING
	&io_engine_uring,
#endif
#ifdef HAVE_LIBAIO
	&io_engine_libaio,
#endif
	&io_engine_threads, &io_engine_readahead, &io_engine_sync,
};

START_TEST(engine_is_found_by_name)
{
	const char *name = named[_i]->name;
	int error;

	ck_assert_ptr_eq(io_engine_find(name), named[_i]);
	ck_assert_str_eq(choose(name, &error), name);
	ck_assert_uint_eq(warnings, 0);
}
END_TEST

START_TEST(name_of_no_engine)
{
	static const char *const names[] = { "telepathy", "fault", "" };
	int error;

	ck_assert_ptr_null(choose(names[_i], &error));
	ck_assert_int_eq(error, -ENOENT);
	ck_assert_ptr_null(io_engine_find(names[_i]));
	ck_assert_ptr_null(io_engine_find("auto"));
}
END_TEST

/* They would be there already, if anything were. */
START_TEST(auto_starts_no_threads)
{
	int error, i;

	setup_error = -EPERM;
	for (i = 0; i < AUTOMATIC - 1; i++)
		automatic[i].spoil();
	choose("auto", &error);
	ck_assert_uint_eq(sys_wrap.threads, 0);
}
END_TEST

Suite *engine_choose_suite(void)
{
	Suite *suite = suite_create("engine_choose");
	TCase *tcase = tcase_create("choose");

	tcase_add_loop_test(tcase, auto_takes_the_first_that_works, 0, AUTOMATIC);
	tcase_add_loop_test(tcase, auto_says_what_it_passes_over, 0, 6);
#ifdef HAVE_LIBURING
	tcase_add_test(tcase, io_uring_forbidden_by_seccomp);
#endif
	tcase_add_loop_test(tcase, named_engine_is_not_passed_over, 0, AUTOMATIC - 1);
	tcase_add_loop_test(tcase, engine_is_found_by_name, 0,
			    (int) (sizeof(named) / sizeof(named[0])));
	tcase_add_loop_test(tcase, name_of_no_engine, 0, 3);
	tcase_add_test(tcase, auto_starts_no_threads);
	suite_add_tcase(suite, tcase);
	return suite;
}
