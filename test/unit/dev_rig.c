/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dev_rig.h"

static const struct {
	const char *engine;	/* NULL = fault */
	const struct io_engine_ops *ops;
	bool use_aio, direct;
} ways[DEV_RIG_WAYS] = {
	[DEV_RIG_FAULT] = { NULL, &io_engine_fault, true, true },
	[DEV_RIG_FAULT_SYNC] = { NULL, &io_engine_fault_sync, true, true },
	[DEV_RIG_FAULT_NO_AIO] = { NULL, &io_engine_fault, false, true },
	[DEV_RIG_SYNC] = { "sync", NULL, true, false },
	[DEV_RIG_SYNC_DIRECT] = { "sync", NULL, true, true },
	[DEV_RIG_LIBAIO] = { "libaio", NULL, true, false },
	[DEV_RIG_LIBAIO_DIRECT] = { "libaio", NULL, true, true },
};

bool dev_rig_is_sync(const struct dev_rig *rig)
{
	return rig->way != DEV_RIG_FAULT && rig->way != DEV_RIG_LIBAIO &&
	       rig->way != DEV_RIG_LIBAIO_DIRECT;
}

static void note_message(void *context, enum volscan_log_level level,
			 enum volscan_log_class log_class, const char *message)
{
	struct dev_rig *rig = context;

	(void) level;
	ck_assert_int_eq(log_class, VOLSCAN_LOG_IO);
	fprintf(rig->said_out, "%s\n", message);
}

bool dev_rig_prepare(struct dev_rig *rig, enum dev_rig_way way)
{
	memset(rig, 0, sizeof(*rig));
	if (ways[way].engine && !io_engine_find(ways[way].engine))
		return false;
	rig->way = way;
	rig->said_out = open_memstream(&rig->said, &rig->said_size);
	rig->log = (struct log) { note_message, rig, VOLSCAN_LOG_TRACE };
	rig->options = (struct dev_io_options) {
		.use_aio = ways[way].use_aio,
		.engine = ways[way].engine,
		.aio_max = 64,
		.aio_memory = 10 << 20,
		.max_open = 64,
		.direct = ways[way].direct,
		.ops = ways[way].ops,
	};
	if (!ways[way].engine)
		rig->options.engine_context = rig->fault = fault_new();
	else
		ck_assert_ptr_nonnull(mkdtemp(strcpy(rig->dir, "/tmp/volscan-path.XXXXXX")));
	return true;
}

void dev_rig_up(struct dev_rig *rig)
{
	ck_assert_int_eq(dev_io_new(&rig->options, &rig->log, &rig->io), 0);
}

static void make_file(const char *path, uint64_t size)
{
	uint8_t *data = malloc(size);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	uint64_t i;

	ck_assert_int_ge(fd, 0);
	for (i = 0; i < size; i++)
		data[i] = fault_byte(path, i);
	ck_assert_int_eq(pwrite(fd, data, size, 0), (ssize_t) size);
	close(fd);
	free(data);
}

static struct dev *add_dev(struct dev_rig *rig, const char *path, uint64_t size)
{
	struct dev *dev = malloc(sizeof(*dev));

	ck_assert_uint_lt(rig->dev_count, DEV_RIG_DEVS);
	rig->devs[rig->dev_count++] = dev;
	dev_init(dev, path, path);
	dev->info.size = size;
	return dev;
}

struct dev *dev_rig_dev(struct dev_rig *rig, const char *name, uint64_t size)
{
	char *path;

	ck_assert_int_gt(asprintf(&path, "%s%s%s", rig->dir, rig->dir[0] ? "/" : "", name), 0);
	if (rig->fault)
		fault_add_pattern(rig->fault, path, size);
	else
		make_file(path, size);
	return add_dev(rig, path, size);
}

struct dev *dev_rig_part(struct dev_rig *rig, const struct dev *whole, uint64_t start,
			 uint64_t size)
{
	struct dev *dev = add_dev(rig, strdup(whole->info.name), size);

	dev->start = start;
	return dev;
}

void dev_rig_devs(struct dev_rig *rig, unsigned count, uint64_t size)
{
	char name[16];
	unsigned i;

	for (i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "d%02u", i);
		dev_rig_dev(rig, name, size);
	}
}

static void answered(void *context, struct dev *dev, int error, const void *data,
		     size_t length)
{
	struct dev_ask *ask = context;

	ck_assert_ptr_eq(dev, ask->dev);
	ask->calls++;
	ask->order = ++ask->rig->answered;
	ask->error = error;
	ask->data = data;
	ask->got = length;
	ask->right = data && fault_is_pattern(dev->info.name, dev->start + ask->offset, data,
					      length);
	if (ask->then)
		ask->then(ask, data);
}

struct dev_ask *dev_rig_ask_then(struct dev_rig *rig, struct dev *dev, uint64_t offset,
				 size_t length, enum dev_reason reason,
				 void (*then)(struct dev_ask *ask, const void *data))
{
	struct dev_ask *ask = malloc(sizeof(*ask));

	ck_assert_uint_lt(rig->ask_count, DEV_RIG_ASKS);
	rig->asks[rig->ask_count++] = ask;
	*ask = (struct dev_ask) { .rig = rig, .dev = dev, .offset = offset, .length = length,
				  .then = then };
	dev_read(rig->io, dev, offset, length, reason, answered, ask);
	ask->at_once = ask->calls;
	return ask;
}

struct dev_ask *dev_rig_ask(struct dev_rig *rig, struct dev *dev, uint64_t offset,
			    size_t length, enum dev_reason reason)
{
	return dev_rig_ask_then(rig, dev, offset, length, reason, NULL);
}

struct dev_ask *dev_rig_label(struct dev_rig *rig, unsigned dev, uint64_t offset,
			      size_t length)
{
	return dev_rig_ask(rig, rig->devs[dev], offset, length, DEV_READ_LABEL);
}

void dev_rig_run(struct dev_rig *rig)
{
	ck_assert_int_eq(dev_io_run(rig->io), 0);
}

struct dev_ask *dev_rig_get(struct dev_rig *rig, struct dev *dev, uint64_t offset,
			    size_t length, enum dev_reason reason)
{
	struct dev_ask *ask = dev_rig_ask(rig, dev, offset, length, reason);

	dev_rig_run(rig);
	dev_rig_check_right(ask);
	return ask;
}

static void second_block(struct dev_ask *done, const void *data)
{
	struct dev_rig *rig = done->rig;

	(void) data;
	if (done->offset < DEV_BLOCK_SIZE)
		dev_rig_ask(rig, done->dev, DEV_BLOCK_SIZE, DEV_BLOCK_SIZE,
			    DEV_READ_MDA_CONTENT);
	if (done->dev == rig->devs[rig->dev_count - 1])
		dev_rig_ask(rig, done->dev, 2 * DEV_BLOCK_SIZE, 4 * DEV_BLOCK_SIZE,
			    DEV_READ_EXTRA_MDA_CONTENT);
}

void dev_rig_walk(struct dev_rig *rig)
{
	unsigned first = rig->ask_count, i;

	for (i = 0; i < rig->dev_count; i++)
		dev_rig_ask_then(rig, rig->devs[i], 0, 2048, DEV_READ_LABEL, second_block);
	dev_rig_run(rig);
	ck_assert_uint_eq(rig->ask_count, first + 2 * rig->dev_count + 1);
	for (i = first; i < rig->ask_count; i++)
		dev_rig_check_right(rig->asks[i]);
}

void dev_rig_check_right(const struct dev_ask *ask)
{
	ck_assert_uint_eq(ask->calls, 1);
	ck_assert_int_eq(ask->error, 0);
	ck_assert_uint_eq(ask->got, ask->length);
	ck_assert(ask->right);
}

void dev_rig_check_error(const struct dev_ask *ask, int error)
{
	ck_assert_uint_eq(ask->calls, 1);
	ck_assert_int_eq(ask->error, error);
	ck_assert_ptr_null(ask->data);
	ck_assert_uint_eq(ask->got, 0);
}

void dev_rig_check_reads(const struct dev_rig *rig, uint64_t reads, uint64_t bytes)
{
	struct volscan_stats stats = dev_rig_stats(rig);

	ck_assert_uint_eq(stats.reads, reads);
	ck_assert_uint_eq(stats.bytes_read, bytes);
}

void dev_rig_check_limits(struct dev_rig *rig)
{
	unsigned before = rig->ask_count, open = rig->fault->seen.open, i;

	fault_clear(rig->fault);
	for (i = 0; i < 5 * rig->dev_count; i++)
		dev_rig_label(rig, i % rig->dev_count, (2 + i / rig->dev_count) * DEV_BLOCK_SIZE,
			      DEV_BLOCK_SIZE);
	rig->fault->seen.max_io = 0;
	dev_rig_run(rig);
	for (i = before; i < rig->ask_count; i++)
		dev_rig_check_right(rig->asks[i]);
	ck_assert_uint_eq(rig->fault->seen.max_io, rig->options.aio_max);
	ck_assert_uint_eq(rig->fault->seen.open, open);
}

void dev_rig_check_order(const struct dev_rig *rig, unsigned first, unsigned count,
			 const unsigned *devs)
{
	unsigned i;

	for (i = 0; i < count; i++)
		ck_assert_str_eq(dev_rig_read(rig, first + i)->path,
				 rig->devs[devs[i]]->info.name);
}

void dev_rig_release(struct fault *fault, void *context)
{
	(void) context;
	fault_release(fault, NULL);
}

unsigned dev_rig_said(struct dev_rig *rig, const char *words)
{
	const char *line, *end;
	unsigned n = 0;

	fflush(rig->said_out);
	for (line = rig->said; (end = strchr(line, '\n')); line = end + 1)
		n += memmem(line, (size_t) (end - line), words, strlen(words)) != NULL;
	return n;
}

struct volscan_stats dev_rig_stats(const struct dev_rig *rig)
{
	struct volscan_stats stats;

	dev_io_stats(rig->io, &stats);
	return stats;
}

const struct fault_entry *dev_rig_read(const struct dev_rig *rig, unsigned n)
{
	unsigned i;

	for (i = 0; i < rig->fault->seen.requests; i++)
		if (rig->fault->trace[i].op == IO_READ && !n--)
			return rig->fault->trace + i;
	ck_abort_msg("there were fewer reads");
	return NULL;
}

static void free_dev(struct dev_rig *rig, struct dev *dev)
{
	ck_assert_int_eq(dev->io.state, DEV_UNKNOWN);
	ck_assert_ptr_null(dev->io.file);
	ck_assert_uint_eq(dev->io.pending, 0);
	ck_assert_uint_eq(dev->io.in_flight, 0);
	if (rig->dir[0] && !dev->start)
		unlink(dev->info.name);
	free((char *) dev->info.name);
	free(dev);
}

void dev_rig_down(struct dev_rig *rig)
{
	unsigned i;

	dev_io_free(rig->io);
	for (i = 0; i < rig->ask_count; i++) {
		ck_assert_uint_eq(rig->asks[i]->calls, 1);
		free(rig->asks[i]);
	}
	for (i = 0; i < rig->dev_count; i++)
		free_dev(rig, rig->devs[i]);
	if (rig->fault)
		fault_free(rig->fault);
	if (rig->dir[0])
		rmdir(rig->dir);
	fclose(rig->said_out);
	free(rig->said);
}
