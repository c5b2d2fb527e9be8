/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a scan tells while it runs, as a line of words: "d:a" device a, "p:a" PV a, "p:?b" PV b
 * without a device, "v:vg.1" VG vg of seqno 1, "f:CODE" a finding. Devices a to e are read
 * one after the other, so that the order is known.
 */
#include "volscan.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "make_disk.h"
#include "unit.h"

static char dir[64];
static struct volscan *vs;
static char heard[1024];
static const char *stop_at;	/* the word that stops the scan; or NULL */

static const char *path_of(char name)
{
	static char path[96];

	snprintf(path, sizeof(path), "%s/%c", dir, name);
	return path;
}

/* Device `name` is PV `id`. */
static void save(char name, char id, const char *text)
{
	struct disk *disk = disk_new(8 << 20);

	disk_pv(disk, id, text);
	disk_save(disk, path_of(name));
	disk_free(disk);
}

static char *text_of(const char *name, char id, unsigned seqno, const char *pvs, size_t padding)
{
	return vg_text(&(struct vg_spec) { .name = name, .id = id, .seqno = seqno, .pvs = pvs,
					   .lvs = 1, .padding = padding });
}

/* The devices in `names`, PVs of those names, have this text. */
static void save_vg(const char *names, char *text)
{
	for (; *names; names++)
		save(*names, *names, text);
	free(text);
}

static void set_up(void)
{
	strcpy(dir, "/tmp/volscan-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	*heard = '\0';
	stop_at = NULL;
	ck_assert_int_eq(volscan_new(&vs), 0);
	ck_assert_int_eq(volscan_config_string(vs, "devices/use_aio=0"), 0);
}

static void tear_down(void)
{
	volscan_free(vs);
	for (char name = 'a'; name <= 'e'; name++)
		unlink(path_of(name));
	ck_assert_int_eq(rmdir(dir), 0);
}

/* ---- hearing ---- */

static int hear(const char *word)
{
	snprintf(heard + strlen(heard), sizeof(heard) - strlen(heard), "%s%s",
		 *heard ? " " : "", word);
	return stop_at && !strcmp(word, stop_at);
}

static const char *base_name(const char *path)
{
	return strrchr(path, '/') + 1;
}

static int on_device(void *context, const struct volscan_device *device)
{
	char word[16];

	ck_assert_ptr_eq(context, heard);
	snprintf(word, sizeof(word), "d:%s", base_name(device->name));
	return hear(word);
}

static int on_pv(void *context, const struct volscan_pv *pv)
{
	char word[16];

	ck_assert_ptr_eq(context, heard);
	if (pv->device)
		snprintf(word, sizeof(word), "p:%s", base_name(pv->device->name));
	else
		snprintf(word, sizeof(word), "p:?%c", pv->uuid[0]);
	return hear(word);
}

/* What is told is complete. */
static int on_vg(void *context, const struct volscan_vg *vg)
{
	char word[32];

	ck_assert_ptr_eq(context, heard);
	for (size_t i = 0; i < vg->pv_count; i++)
		ck_assert(!vg->pvs[i]->device || vg->pvs[i]->device->pv == vg->pvs[i]);
	ck_assert_uint_eq(vg->lv_count, 1);
	ck_assert_ptr_nonnull(vg->text);
	snprintf(word, sizeof(word), "v:%s.%u", vg->name, vg->seqno);
	return hear(word);
}

static int on_finding(void *context, const struct volscan_finding *finding)
{
	char word[32];

	ck_assert_ptr_eq(context, heard);
	snprintf(word, sizeof(word), "f:%s", finding->code);
	return hear(word);
}

static const struct volscan_callbacks all = {
	.on_device = on_device, .on_pv = on_pv, .on_vg = on_vg, .on_finding = on_finding,
};

static void scan_and_hear(const char *expected)
{
	if (access(path_of('a'), F_OK) == 0)
		ck_assert_int_eq(volscan_add(vs, dir), 0);
	ck_assert_int_eq(volscan_scan(vs, &all, heard), 0);
	ck_assert_str_eq(heard, expected);
}

/* ---- what is told, and when ---- */

START_TEST(vg_as_soon_as_it_is_whole)
{
	save_vg("ac", text_of("one", 'v', 1, "ac", 0));
	save_vg("b", text_of("two", 'w', 1, "b", 0));
	save('d', 'd', NULL);
	scan_and_hear("d:a d:b p:b v:two.1 d:c p:a p:c v:one.1 d:d p:d");
}
END_TEST

/* Its text is fetched when all devices have been looked at. */
START_TEST(vg_with_a_long_text)
{
	save_vg("ab", text_of("one", 'v', 1, "ab", 20000));
	save_vg("c", text_of("two", 'w', 1, "c", 0));
	scan_and_hear("d:a d:b d:c p:c v:two.1 p:a p:b v:one.1");
}
END_TEST

START_TEST(vg_that_is_not_whole)
{
	save_vg("a", text_of("one", 'v', 1, "ae", 0));
	save_vg("b", text_of("two", 'w', 1, "b", 0));
	scan_and_hear("d:a d:b p:b v:two.1 p:a p:?e v:one.1 f:VS-PV-MISSING");
}
END_TEST

/* One of its PVs has not been written when the other was. */
START_TEST(vg_with_an_old_copy)
{
	save_vg("a", text_of("one", 'v', 1, "ab", 0));
	save_vg("b", text_of("one", 'v', 2, "ab", 0));
	save('c', 'c', NULL);
	scan_and_hear("d:a d:b d:c p:a p:b v:one.2 p:c f:VS-COPY-OLD");
}
END_TEST

/* All that the first one lists is there, and yet it is not the last word. */
START_TEST(newer_metadata_that_turns_up_later)
{
	size_t count;

	save_vg("a", text_of("one", 'v', 1, "a", 0));
	save_vg("b", text_of("one", 'v', 2, "ab", 0));
	scan_and_hear("d:a p:a v:one.1 d:b p:a p:b v:one.2 f:VS-COPY-OLD");
	ck_assert_uint_eq(volscan_vgs(vs, &count)[0]->seqno, 2);
	ck_assert_uint_eq(count, 1);
}
END_TEST

/* Told with the first device; the scan decides when it knows both. */
START_TEST(pv_that_is_there_twice)
{
	char *text = text_of("one", 'v', 1, "a", 0);
	size_t count;
	const struct volscan_pv *const *pvs;

	save('a', 'a', text);
	save('b', 'a', text);
	free(text);
	scan_and_hear("d:a p:a v:one.1 d:b p:b f:VS-PV-DUPLICATE");
	pvs = volscan_pvs(vs, &count);
	ck_assert_uint_eq(count, 2);
	ck_assert(!pvs[0]->duplicate && pvs[1]->duplicate);
	ck_assert_ptr_eq(pvs[0]->device->pv, pvs[0]);
	ck_assert_ptr_eq(pvs[1]->device->pv, pvs[1]);
}
END_TEST

START_TEST(pv_of_a_vg_that_is_there_twice)
{
	char *text = text_of("one", 'v', 1, "ac", 0);

	save('a', 'a', text);
	save('b', 'a', text);
	save('c', 'c', text);
	free(text);
	save('d', 'd', NULL);
	scan_and_hear("d:a d:b d:c d:d p:a p:c v:one.1 p:b p:d f:VS-PV-DUPLICATE");
}
END_TEST

static const struct volscan_vg *told_vg;

static int keep_vg(void *context, const struct volscan_vg *vg)
{
	(void)context;
	told_vg = vg;
	return 0;
}

START_TEST(what_is_told_is_what_the_results_have)
{
	const struct volscan_callbacks callbacks = { .on_vg = keep_vg };
	size_t count;

	save_vg("ab", text_of("one", 'v', 1, "ab", 0));
	ck_assert_int_eq(volscan_add(vs, dir), 0);
	ck_assert_int_eq(volscan_scan(vs, &callbacks, NULL), 0);
	ck_assert_ptr_eq(volscan_vgs(vs, &count)[0], told_vg);
}
END_TEST

/* ---- stopping ---- */

static const char *const stops[][2] = {
	{ "d:a", "d:a" },
	{ "p:b", "d:a d:b p:b" },
	{ "v:two.1", "d:a d:b p:b v:two.1" },
	{ "p:?e", "d:a d:b p:b v:two.1 d:c p:a p:?e" },
	{ "f:VS-PV-MISSING", "d:a d:b p:b v:two.1 d:c p:a p:?e v:one.1 p:c f:VS-PV-MISSING" },
};

START_TEST(callbacks_that_stop_the_scan)
{
	size_t count = 1;

	save_vg("a", text_of("one", 'v', 1, "ae", 0));
	save_vg("b", text_of("two", 'w', 1, "b", 0));
	save('c', 'c', NULL);
	stop_at = stops[_i][0];
	ck_assert_int_eq(volscan_add(vs, dir), 0);
	ck_assert_int_eq(volscan_scan(vs, &all, heard), -ECANCELED);
	ck_assert_str_eq(heard, stops[_i][1]);
	ck_assert_ptr_nonnull(strstr(volscan_error(vs), "stopped"));
	volscan_devices(vs, &count);
	ck_assert_uint_eq(count, 0);
	volscan_findings(vs, &count);
	ck_assert_uint_eq(count, 0);
	*heard = '\0';
	stop_at = NULL;
	ck_assert_int_eq(volscan_scan(vs, &all, heard), 0);
	ck_assert_str_eq(heard, "d:a d:b p:b v:two.1 d:c p:a p:?e v:one.1 p:c f:VS-PV-MISSING");
}
END_TEST

/* ---- while a device does not answer ---- */

/* What was added as a file, and is a pipe that nobody writes to when it is opened. */
static void make_silent(char name)
{
	ck_assert_int_eq(unlink(path_of(name)), 0);
	ck_assert_int_eq(mkfifo(path_of(name), 0600), 0);
}

/* Whoever hangs there goes on. */
static void end_silence(char name)
{
	int fd = open(path_of(name), O_WRONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0)
		close(fd);
}

static int on_progress(void *context, const struct volscan_progress *progress)
{
	if (!strstr(context, "v:one.1"))
		return 0;
	ck_assert_uint_eq(progress->devices, 3);
	ck_assert_uint_eq(progress->done, 2);
	ck_assert_uint_eq(progress->awaited_count, 1);
	ck_assert_str_eq(progress->awaited[0], path_of('b'));
	ck_assert_uint_gt(progress->time_us, 0);
	return hear("stop");
}

static void prepare_silence(const char *isolation)
{
	ck_assert_int_eq(volscan_config_string(vs, isolation), 0);
	ck_assert_int_eq(volscan_config_string(vs, "devices { use_aio=1 io_engine=threads "
					       "device_timeout=60000 }"), 0);
	save_vg("ac", text_of("one", 'v', 1, "ac", 0));
	save('b', 'b', NULL);
	ck_assert_int_eq(volscan_add(vs, dir), 0);
	make_silent('b');
}

static const char *const isolations[] = { "devices/io_isolation=0", "devices/io_isolation=1" };

/* The two others are told in the order in which they answer. */
static void check_heard(const char *end)
{
	char expected[2][64];

	snprintf(expected[0], sizeof(expected[0]), "d:a d:c p:a p:c v:one.1%s", end);
	snprintf(expected[1], sizeof(expected[1]), "d:c d:a p:a p:c v:one.1%s", end);
	ck_assert_msg(!strcmp(heard, expected[0]) || !strcmp(heard, expected[1]),
		      "heard: %s", heard);
}

START_TEST(vg_is_told_and_the_scan_stopped_while_a_device_is_silent)
{
	struct volscan_callbacks callbacks = all;

	callbacks.on_progress = on_progress;
	callbacks.progress_ms = 5;
	stop_at = "stop";
	prepare_silence(isolations[_i]);
	ck_assert_int_eq(volscan_scan(vs, &callbacks, heard), -ECANCELED);
	check_heard(" stop");
	end_silence('b');
}
END_TEST

START_TEST(steps_do_not_wait_for_a_silent_device)
{
	struct pollfd fd = { .events = POLLIN };

	prepare_silence(isolations[_i]);
	fd.fd = volscan_fd(vs);
	ck_assert_int_eq(volscan_start(vs, &all, heard), 0);
	while (!strstr(heard, "v:one.1")) {
		ck_assert_int_eq(poll(&fd, 1, 10000), 1);
		ck_assert_int_eq(volscan_step(vs), 1);
	}
	check_heard("");
	ck_assert_int_eq(volscan_step(vs), 1);
	volscan_stop(vs);
	check_heard("");
	end_silence('b');
}
END_TEST

/* ---- in steps ---- */

START_TEST(steps)
{
	size_t count;
	int r;

	save_vg("ab", text_of("one", 'v', 1, "ab", 20000));
	ck_assert_int_eq(volscan_step(vs), 0);
	ck_assert_int_eq(volscan_add(vs, dir), 0);
	ck_assert_int_eq(volscan_start(vs, &all, heard), 0);
	ck_assert_str_eq(heard, "");
	while ((r = volscan_step(vs)) == 1) {
		volscan_vgs(vs, &count);
		ck_assert_uint_eq(count, 0);
	}
	ck_assert_int_eq(r, 0);
	ck_assert_str_eq(heard, "d:a d:b p:a p:b v:one.1");
	volscan_vgs(vs, &count);
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(volscan_step(vs), 0);
}
END_TEST

static void start_and_step(unsigned count)
{
	*heard = '\0';
	ck_assert_int_eq(volscan_start(vs, &all, heard), 0);
	while (count--)
		ck_assert_int_eq(volscan_step(vs), 1);
}

START_TEST(scan_that_is_given_up)
{
	size_t count = 1;

	ck_assert_int_eq(volscan_config_string(vs, _i ? "devices/use_aio=1" : ""), 0);
	save_vg("ab", text_of("one", 'v', 1, "ab", 0));
	ck_assert_int_eq(volscan_add(vs, dir), 0);
	volscan_stop(vs);
	start_and_step(1);
	*heard = '\0';
	volscan_stop(vs);
	ck_assert_str_eq(heard, "");
	volscan_devices(vs, &count);
	ck_assert_uint_eq(count, 0);
	ck_assert_int_eq(volscan_step(vs), 0);
	start_and_step(1);
	start_and_step(1);
	while (volscan_step(vs) == 1)
		;
	volscan_vgs(vs, &count);
	ck_assert_uint_eq(count, 1);
	start_and_step(1);	/* and volscan_free() */
}
END_TEST

Suite *callbacks_suite(void)
{
	Suite *suite = suite_create("callbacks");
	TCase *tcase = tcase_create("callbacks");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, vg_as_soon_as_it_is_whole);
	tcase_add_test(tcase, vg_with_a_long_text);
	tcase_add_test(tcase, vg_that_is_not_whole);
	tcase_add_test(tcase, vg_with_an_old_copy);
	tcase_add_test(tcase, newer_metadata_that_turns_up_later);
	tcase_add_test(tcase, pv_that_is_there_twice);
	tcase_add_test(tcase, pv_of_a_vg_that_is_there_twice);
	tcase_add_test(tcase, what_is_told_is_what_the_results_have);
	tcase_add_loop_test(tcase, callbacks_that_stop_the_scan, 0,
			    sizeof(stops) / sizeof(stops[0]));
	tcase_add_loop_test(tcase, vg_is_told_and_the_scan_stopped_while_a_device_is_silent, 0, 2);
	tcase_add_loop_test(tcase, steps_do_not_wait_for_a_silent_device, 0, 2);
	tcase_add_test(tcase, steps);
	tcase_add_loop_test(tcase, scan_that_is_given_up, 0, 2);
	suite_add_tcase(suite, tcase);
	return suite;
}
