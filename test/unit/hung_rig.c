/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hung_rig.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/worker_private.h"
#include "tree.h"
#include "unit.h"

struct hung_rig hung_rig;

static void note_message(void *context, enum volscan_log_level level,
			 enum volscan_log_class log_class, const char *message)
{
	struct hung_rig *rig = context;

	ck_assert_int_eq(level, VOLSCAN_LOG_VERBOSE);
	ck_assert_int_eq(log_class, VOLSCAN_LOG_IO);
	snprintf(rig->said, sizeof(rig->said), "%s", message);
}

static void start_process(void)
{
	hung_rig.place.pid = fork();
	if (!hung_rig.place.pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
	hung_rig.place.start = worker_start_time(hung_rig.place.pid);
	ck_assert(io_worker_hangs(&hung_rig.place));
}

void hung_rig_up(void)
{
	tree_make();
	snprintf(hung_rig.dir, sizeof(hung_rig.dir), "%s", tree_path("run"));
	snprintf(hung_rig.file, sizeof(hung_rig.file), "%s", tree_path("run/hung"));
	ck_assert_int_eq(mkdir(hung_rig.dir, 0700), 0);
	hung_rig.log = (struct log) { note_message, &hung_rig, VOLSCAN_LOG_TRACE };
	start_process();
}

void hung_rig_end_process(void)
{
	kill(hung_rig.place.pid, SIGKILL);
	waitpid(hung_rig.place.pid, NULL, 0);
}

void hung_rig_down(void)
{
	hung_rig_end_process();
	tree_remove();
}

struct dev hung_rig_file_dev(const char *path)
{
	struct dev dev;

	dev_init(&dev, path, path);
	dev.info.hanging_since = HUNG_SINCE;
	return dev;
}

struct dev hung_rig_disk(unsigned major, unsigned minor)
{
	struct dev dev = hung_rig_file_dev("/dev/disk");

	dev.info.is_block = true;
	dev.info.major = major;
	dev.info.minor = minor;
	return dev;
}

struct hung *hung_rig_new(bool retry)
{
	struct hung *hung;

	ck_assert_int_eq(hung_new(hung_rig.dir, retry, &hung_rig.log, &hung), 0);
	return hung;
}

void hung_rig_add(struct hung *hung, const struct dev *dev, unsigned slot)
{
	struct io_worker_place place = hung_rig.place;

	place.slot = slot;
	hung_add(hung, dev, dev, &place);
}

void hung_rig_note(const struct dev *dev, unsigned slot)
{
	struct hung *hung = hung_rig_new(false);

	hung_rig_add(hung, dev, slot);
	hung_save(hung);
	hung_free(hung);
}

int64_t hung_rig_since(const struct dev *dev)
{
	struct hung *hung = hung_rig_new(false);
	int64_t since = hung_since(hung, dev);

	hung_free(hung);
	return since;
}

void hung_rig_write(const char *text, size_t length)
{
	FILE *out = fopen(hung_rig.file, "we");

	ck_assert_ptr_nonnull(out);
	ck_assert_int_eq(fchmod(fileno(out), 0600), 0);
	ck_assert_uint_eq(fwrite(text, 1, length, out), length);
	fclose(out);
}

int hung_rig_lines(void)
{
	FILE *in = fopen(hung_rig.file, "re");
	int c, lines = 0;

	if (!in)
		return -1;
	while ((c = getc(in)) != EOF)
		lines += c == '\n';
	fclose(in);
	return lines;
}
