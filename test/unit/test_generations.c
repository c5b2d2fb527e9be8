/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Old texts in metadata areas. */
#include "scan/generations.h"

#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/crc.h"
#include "scan_rig.h"
#include "unit.h"

static struct generations history;

static void read_history(void)
{
	ck_assert_int_eq(generations_read(run.list, run.io, &run.log, &history), 0);
	fflush(run.warnings_out);
}

static void scan_and_read(void)
{
	run_prepare(&rig_on_fault);
	run_scan();
	read_history();
}

static void end(void)
{
	generations_free(&history);
	run_free();
}

/* A text of the VG with that UUID and name at `at` of the first mda, and a NUL. */
static size_t put_named(struct disk *disk, uint64_t at, const char *name, char id, unsigned seqno)
{
	char *text = vg_text(&(struct vg_spec) { .name = name, .id = id, .seqno = seqno,
						 .pvs = "ab", .lvs = 2,
						 .creation_time = 1600000000 + seqno });
	size_t size = strlen(text);

	memcpy(disk->data + DISK_MDA_START + at, text, size + 1);
	free(text);
	return size;
}

static size_t put(struct disk *disk, uint64_t at, unsigned seqno)
{
	return put_named(disk, at, "vg", 'v', seqno);
}

/* Replace the first `from` in a text by `to`, which is as long. */
static void change(uint8_t *text, const char *from, const char *to)
{
	char *place = memmem(text, 8192, from, strlen(from));

	ck_assert_ptr_nonnull(place);
	memcpy(place, to, strlen(to));
}

/* A PV whose committed text is seqno 5, at 512, as rig_text() has it. */
static struct disk *add_pv(char id)
{
	char *text = rig_text("ab", 5);
	struct disk *disk = rig_add_pv(id, text);

	free(text);
	return disk;
}

/* Slot 0 or 1 of the first mda names the text of `size` bytes at `at`. */
static void commit(struct disk *disk, unsigned slot, uint64_t at, size_t size)
{
	uint8_t *locn = disk->data + DISK_MDA_START + 40 + slot * 24;
	uint64_t fields[] = {
		htole64(at), htole64(size),
		htole64(lvm_crc(LVM_CRC_SEED, disk->data + DISK_MDA_START + at, size)),
	};

	memcpy(locn, fields, sizeof(fields));
	disk_fix_mda(disk, DISK_MDA_START);
}

static const struct volscan_generation *expect(size_t i, const char *name, unsigned seqno,
					       enum volscan_text_state state, size_t copies)
{
	const struct volscan_generation *g;

	ck_assert_uint_lt(i, history.count);
	g = history.items[i];
	ck_assert_str_eq(g->vg_name, name);
	ck_assert_uint_eq(g->seqno, seqno);
	ck_assert_int_eq(g->state, state);
	ck_assert_uint_eq(g->copy_count, copies);
	return g;
}

START_TEST(newest_first_with_all_copies)
{
	const struct volscan_generation *g;
	struct disk *a = add_pv('a'), *b = add_pv('b');
	size_t size = put(a, 65536, 3);

	put(a, 131072, 4);
	put(b, 8192, 4);
	scan_and_read();
	ck_assert_uint_eq(history.count, 3);
	g = expect(0, "vg", 5, VOLSCAN_TEXT_COMMITTED, 2);
	ck_assert_uint_eq(g->copies[0].offset, DISK_TEXT_AT);
	g = expect(1, "vg", 4, VOLSCAN_TEXT_WHOLE, 2);
	ck_assert_ptr_eq(g->copies[0].device, run_device(0));
	ck_assert_ptr_eq(g->copies[1].device, run_device(1));
	ck_assert_uint_eq(g->copies[0].offset, 131072);
	ck_assert_uint_eq(g->copies[1].offset, 8192);
	g = expect(2, "vg", 3, VOLSCAN_TEXT_WHOLE, 1);
	ck_assert_uint_eq(g->text_size, size);
	ck_assert(!memcmp(g->text, a->data + DISK_MDA_START + 65536, size));
	ck_assert_str_eq(g->creation_host, "test");
	ck_assert_int_eq(g->creation_time, 1600000003);
	ck_assert_str_eq(g->vg_uuid, disk_uuid('v'));
	ck_assert_str_eq(run.warnings, "");
	end();
}
END_TEST

START_TEST(groups_of_one_uuid_by_their_newest_name)
{
	struct disk *a = add_pv('a');

	put_named(a, 8192, "z_old", 'v', 4);
	put_named(a, 16384, "a_other", 'x', 9);
	put_named(a, 24576, "vg", 'w', 8);
	put_named(a, 32768, "w", 'v', 3);
	scan_and_read();
	ck_assert_uint_eq(history.count, 5);
	expect(0, "a_other", 9, VOLSCAN_TEXT_WHOLE, 1);
	expect(1, "vg", 5, VOLSCAN_TEXT_COMMITTED, 1);
	expect(2, "z_old", 4, VOLSCAN_TEXT_WHOLE, 1);
	expect(3, "w", 3, VOLSCAN_TEXT_WHOLE, 1);
	expect(4, "vg", 8, VOLSCAN_TEXT_WHOLE, 1);
	end();
}
END_TEST

START_TEST(one_seqno_twice)
{
	struct disk *a = add_pv('a');

	put_named(a, 8192, "vg", 'v', 5);
	put_named(a, 16384, "other", 'v', 5);
	put_named(a, 24576, "newer", 'v', 5);
	change(a->data + DISK_MDA_START + 24576, "= 1600000005", "= 1600000006");
	scan_and_read();
	ck_assert_uint_eq(history.count, 4);
	expect(0, "vg", 5, VOLSCAN_TEXT_COMMITTED, 1);
	expect(1, "newer", 5, VOLSCAN_TEXT_WHOLE, 1);
	expect(2, "vg", 5, VOLSCAN_TEXT_WHOLE, 1);
	expect(3, "other", 5, VOLSCAN_TEXT_WHOLE, 1);
	end();
}
END_TEST

START_TEST(committed_on_one_device_only)
{
	struct disk *a = add_pv('a'), *b = add_pv('b');
	size_t size = put(a, 8192, 6) + 1;

	put(b, 8192, 6);
	commit(b, 0, 8192, size);
	scan_and_read();
	expect(0, "vg", 6, VOLSCAN_TEXT_COMMITTED, 2);
	expect(1, "vg", 5, VOLSCAN_TEXT_COMMITTED, 2);
	end();
}
END_TEST

START_TEST(one_that_is_cut_off)
{
	const struct volscan_generation *g;
	struct disk *a = add_pv('a');
	const struct volscan_vg *vg = NULL;

	put(a, 8192, 3);
	put(a, 8192 + 512, 4);
	scan_and_read();
	expect(1, "vg", 4, VOLSCAN_TEXT_WHOLE, 1);
	g = expect(2, "vg", 3, VOLSCAN_TEXT_INCOMPLETE, 1);
	ck_assert_uint_eq(g->text_size, 512);
	ck_assert_str_eq(g->description, "");
	ck_assert_int_eq(g->creation_time, 0);
	ck_assert_uint_eq(run_warnings("line "), 0);
	ck_assert_int_eq(generation_parse(&history, g, NULL, &vg), -EBADMSG);
	ck_assert_ptr_null(vg);
	end();
}
END_TEST

START_TEST(written_and_not_committed)
{
	struct disk *a = add_pv('a');

	commit(a, 1, 8192, put(a, 8192, 6) + 1);
	change(a->data + DISK_MDA_START + 8192, "seqno = 6", _i ? "seqno = 7" : "seqno = 6");
	scan_and_read();
	expect(0, "vg", _i ? 7 : 6, _i ? VOLSCAN_TEXT_CRC_WRONG : VOLSCAN_TEXT_PRECOMMITTED, 1);
	end();
}
END_TEST

START_TEST(text_in_use_with_a_wrong_checksum)
{
	struct disk *a = add_pv('a');

	add_pv('b');
	change(a->data + DISK_MDA_START, "\nextent_size", " extent_size");
	scan_and_read();
	ck_assert_uint_eq(history.count, 2);
	expect(0, "vg", 5, VOLSCAN_TEXT_COMMITTED, 1);
	expect(1, "vg", 5, VOLSCAN_TEXT_CRC_WRONG, 1);
	end();
}
END_TEST

/* Mends the disk when what was read again is due. */
static void mend(struct fault *fault, void *context)
{
	*(uint8_t *)context ^= 1;
	ck_assert_uint_eq(fault_release(fault, NULL), 1);
}

START_TEST(torn_one_is_read_again)
{
	/* The text, or the header. */
	uint8_t *torn = add_pv('a')->data + DISK_MDA_START + (_i ? 30 : DISK_TEXT_AT + 300);

	run_prepare(&rig_on_fault);
	run_scan();
	*torn ^= 1;
	FAULT(run.fault, .ops = FAULT_READ, .skip = 1, .times = 1, .hold = true);
	run.fault->idle = mend;
	run.fault->idle_context = torn;
	read_history();
	ck_assert_uint_eq(history.count, 1);
	expect(0, "vg", 5, VOLSCAN_TEXT_COMMITTED, 1);
	end();
}
END_TEST

START_TEST(header_that_is_damaged)
{
	struct disk *a = add_pv('a');

	put(a, 8192, 4);
	a->data[DISK_MDA_START + 30] ^= 1;
	scan_and_read();
	ck_assert_uint_eq(history.count, 2);
	expect(0, "vg", 5, VOLSCAN_TEXT_WHOLE, 1);
	expect(1, "vg", 4, VOLSCAN_TEXT_WHOLE, 1);
	end();
}
END_TEST

START_TEST(both_areas_of_a_device)
{
	const struct volscan_generation *g;
	char *text = rig_text("a", 5), *old = rig_text("a", 2);

	disk_two_mdas(rig_add(disk_new(8 << 20)), 'a', text, old, (uint32_t)_i);
	scan_and_read();
	ck_assert_uint_eq(history.count, 2);
	expect(0, "vg", 5, VOLSCAN_TEXT_COMMITTED, 1);
	g = expect(1, "vg", 2, _i ? VOLSCAN_TEXT_WHOLE : VOLSCAN_TEXT_COMMITTED, 1);
	ck_assert_uint_eq(g->copies[0].mda, 1);
	ck_assert_uint_eq(g->copies[0].offset, 1024);
	end();
	free(text);
	free(old);
}
END_TEST

START_TEST(area_that_cannot_be_read)
{
	add_pv('a');
	add_pv('b');
	run_prepare(&rig_on_fault);
	run_scan();
	FAULT(run.fault, .path = rig->paths[0], .ops = FAULT_READ, .result = -EIO);
	read_history();
	ck_assert_uint_eq(history.count, 1);
	expect(0, "vg", 5, VOLSCAN_TEXT_COMMITTED, 1);
	ck_assert_ptr_eq(history.items[0]->copies[0].device, run_device(1));
	ck_assert_uint_eq(run_warnings("metadata area at byte 4096 cannot be read"), 1);
	end();
}
END_TEST

START_TEST(io_that_breaks)
{
	add_pv('a');
	run_prepare(&rig_on_fault);
	run_scan();
	run.fault->wait_result = -ENXIO;
	ck_assert_int_eq(generations_read(run.list, run.io, &run.log, &history), -ENXIO);
	ck_assert_ptr_null(history.pool);
	end();
}
END_TEST

#define MIB (UINT64_C(1) << 20)

/* A PV with an mda of that size that has texts at two places, the first one in use. */
static struct disk *add_large(uint64_t size, uint64_t first, uint64_t second, size_t padding)
{
	struct disk *disk = rig_add(disk_new(size + 2 * MIB));
	char *texts[2];

	for (unsigned i = 0; i < 2; i++)
		texts[i] = vg_text(&(struct vg_spec) { .name = "vg", .id = 'v', .seqno = 2 - i,
						       .pvs = "a", .padding = padding });
	disk_label(disk, &(struct label_spec) {
		.id = 'a', .sector = 1, .data = { { size + MIB, 0 } }, .mdas = { { MIB, size } },
	});
	disk_mda(disk, &(struct mda_spec) { .start = MIB, .size = size, .text_at = first,
					    .text = texts[0] });
	memcpy(disk->data + MIB + second, texts[1], strlen(texts[1]));
	free(texts[0]);
	free(texts[1]);
	return disk;
}

START_TEST(area_that_is_too_large)
{
	add_large(40 * MIB, 512, 33 * MIB, 0);
	scan_and_read();
	ck_assert_uint_eq(history.count, 1);
	expect(0, "vg", 2, VOLSCAN_TEXT_COMMITTED, 1);
	ck_assert_uint_eq(run_warnings("first 33554432 of the 41943040 bytes"), 1);
	end();
}
END_TEST

START_TEST(text_that_goes_past_what_is_read)
{
	add_large(40 * MIB, 32 * MIB - 512, 33 * MIB, 1000);
	scan_and_read();
	ck_assert_uint_eq(history.count, 1);
	expect(0, "vg", 2, VOLSCAN_TEXT_INCOMPLETE, 1);
	ck_assert_uint_eq(history.items[0]->text_size, 512);
	end();
}
END_TEST

START_TEST(area_that_is_just_not_too_large)
{
	add_large(32 * MIB, 512, 31 * MIB, 0);
	scan_and_read();
	ck_assert_uint_eq(history.count, 2);
	ck_assert_str_eq(run.warnings, "");
	end();
}
END_TEST

START_TEST(more_text_than_is_kept)
{
	const struct volscan_vg *vg = NULL;

	add_large(32 * MIB, 512, 10 * MIB, 9 * MIB);
	add_large(32 * MIB, 512, 15 * MIB, 14 * MIB);
	scan_and_read();
	ck_assert_uint_eq(history.count, 4);
	ck_assert_ptr_nonnull(history.items[0]->text);
	ck_assert_ptr_null(history.items[1]->text);
	ck_assert_int_eq(history.items[1]->state, VOLSCAN_TEXT_COMMITTED);
	ck_assert_uint_gt(history.items[1]->text_size, 14 * MIB);
	ck_assert_int_eq(generation_parse(&history, history.items[1], NULL, &vg), -ENODATA);
	ck_assert_ptr_null(vg);
	end();
}
END_TEST

/* Not parsed, but its end is looked at, also where it wraps. */
START_TEST(large_texts)
{
	const struct volscan_vg *vg;
	struct disk *disk = add_large(16 * MIB, 13 * MIB + 512, 5 * MIB, 3 * MIB);

	add_large(16 * MIB, 512, 8 * MIB, 3 * MIB);
	memset(disk->data + MIB + 5 * MIB + 5 * MIB / 2, 0, 512);
	disk->data[MIB + 30] ^= 1;	/* without its header, both of its texts are old */
	scan_and_read();
	ck_assert_uint_eq(history.count, 3);
	expect(0, "vg", 2, VOLSCAN_TEXT_COMMITTED, 2);
	ck_assert_int_eq(history.items[0]->copies[0].state, VOLSCAN_TEXT_WHOLE);
	expect(1, "vg", 1, VOLSCAN_TEXT_WHOLE, 1);
	ck_assert_str_eq(history.items[1]->creation_host, "");
	ck_assert_int_eq(generation_parse(&history, history.items[1], NULL, &vg), 0);
	ck_assert_uint_eq(vg->seqno, 1);
	expect(2, "vg", 1, VOLSCAN_TEXT_INCOMPLETE, 1);
	end();
}
END_TEST

START_TEST(more_texts_than_are_looked_at)
{
	struct disk *disk = add_large(8 * MIB, 512, 1 * MIB, 0);
	uint64_t at;

	for (at = 1536; at < 8 * MIB; at += 512)
		snprintf((char *)disk->data + MIB + at, 512,
			 "vg {\nid = \"%s\"\nseqno = %u\n", disk_uuid('v'), (unsigned)at);
	scan_and_read();
	ck_assert_uint_eq(history.count, 8192);
	ck_assert_uint_eq(run_warnings("only the first 8192 texts"), 1);
	end();
}
END_TEST

START_TEST(device_that_is_shorter_than_its_area)
{
	struct disk *a = add_pv('a');

	commit(a, 0, 2048, put(a, 2048, 5) + 1);
	memset(a->data + DISK_MDA_START + 512, 'x', 512);
	put(a, 16384 - 512, 4);
	a->size = DISK_MDA_START + 16384;
	scan_and_read();
	ck_assert_uint_eq(history.count, 2);
	ck_assert_uint_eq(history.items[1]->text_size, 512);
	a->size = 8 << 20;
	end();
}
END_TEST

/* For sanitizers: there is not even a header to look at. */
START_TEST(area_past_the_end_of_its_device)
{
	struct disk *a = add_pv('a');

	a->size = DISK_MDA_START + (_i ? 100 : 0);
	scan_and_read();
	ck_assert_uint_eq(history.count, 0);
	a->size = 8 << 20;
	end();
}
END_TEST

START_TEST(label_with_many_large_areas)
{
	struct disk *disk = add_large(32 * MIB, 512, 8192, 0);

	disk_label(disk, &(struct label_spec) {
		.id = 'a', .sector = 1, .data = { { 33 * MIB, 0 } },
		.mdas = { { MIB, 32 * MIB }, { MIB, 32 * MIB }, { MIB, 32 * MIB } },
	});
	scan_and_read();
	ck_assert_uint_eq(history.count, 2);
	ck_assert_uint_eq(history.items[0]->copy_count, 2);
	ck_assert_uint_eq(run_warnings("only the first 0 of the 33554432 bytes"), 1);
	end();
}
END_TEST

START_TEST(parsed_when_it_is_asked_for)
{
	const struct volscan_vg *vg, *again;

	put(add_pv('a'), 8192, 4);
	scan_and_read();
	ck_assert_int_eq(generation_parse(&history, history.items[1], NULL, &vg), 0);
	ck_assert_uint_eq(vg->seqno, 4);
	ck_assert_uint_eq(vg->lv_count, 2);
	ck_assert_ptr_null(vg->pvs[0]->device);
	ck_assert_int_eq(generation_parse(&history, history.items[1], NULL, &again), 0);
	ck_assert_ptr_eq(vg, again);
	end();
}
END_TEST

START_TEST(nothing_on_what_is_no_pv)
{
	rig_add(disk_new(1 << 20));
	scan_and_read();
	ck_assert_uint_eq(history.count, 0);
	ck_assert_ptr_nonnull(history.pool);
	end();
}
END_TEST

Suite *generations_suite(void)
{
	Suite *suite = suite_create("generations");
	TCase *tcase = rig_case(suite, "history");

	tcase_add_test(tcase, newest_first_with_all_copies);
	tcase_add_test(tcase, groups_of_one_uuid_by_their_newest_name);
	tcase_add_test(tcase, one_seqno_twice);
	tcase_add_test(tcase, one_that_is_cut_off);
	tcase_add_test(tcase, committed_on_one_device_only);
	tcase_add_loop_test(tcase, written_and_not_committed, 0, 2);
	tcase_add_test(tcase, text_in_use_with_a_wrong_checksum);
	tcase_add_loop_test(tcase, torn_one_is_read_again, 0, 2);
	tcase_add_test(tcase, header_that_is_damaged);
	tcase_add_loop_test(tcase, both_areas_of_a_device, 0, 2);
	tcase_add_test(tcase, area_that_cannot_be_read);
	tcase_add_test(tcase, io_that_breaks);
	tcase_add_test(tcase, area_that_is_too_large);
	tcase_add_test(tcase, text_that_goes_past_what_is_read);
	tcase_add_test(tcase, area_that_is_just_not_too_large);
	tcase_add_test(tcase, more_text_than_is_kept);
	tcase_add_test(tcase, large_texts);
	tcase_add_test(tcase, more_texts_than_are_looked_at);
	tcase_add_test(tcase, device_that_is_shorter_than_its_area);
	tcase_add_loop_test(tcase, area_past_the_end_of_its_device, 0, 2);
	tcase_add_test(tcase, label_with_many_large_areas);
	tcase_add_test(tcase, parsed_when_it_is_asked_for);
	tcase_add_test(tcase, nothing_on_what_is_no_pv);
	return suite;
}
