/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "device/filter.h"
#include "device/filter_regex.h"
#include "tree.h"
#include "unit.h"

static struct config *config;
static struct filter *filter;
static struct dev dev;

static void setup(void)
{
	tree_make();
	tree_write("proc/devices",
		   "Character devices:\n  1 mem\n  8 chr\n  9 sd\n\n"
		   "Block devices:\n  1 ramdisk\n  3 ide0\n  8 sd\n 11 sr\n  7 loop\n"
		   "252 device-mapper\n253 zram\n259 blkext\n");
	ck_assert_int_eq(config_new(&config), 0);
}

static void teardown(void)
{
	filter_free(filter);
	filter = NULL;
	config_free(config);
	tree_remove();
}

static void set(const char *text)
{
	char *error = NULL;

	ck_assert_msg(!config_read_string(config, text, &error), "%s", error);
}

static void make(void)
{
	char *error;

	filter_free(filter);
	ck_assert_int_eq(filter_new_at(tree_root, config, NULL, &filter, &error), 0);
	ck_assert_ptr_null(error);
}

/* A machine's disk of 1 GiB. */
static struct dev *disk(const char *name, unsigned major, unsigned minor)
{
	dev_init(&dev, name, name);
	dev.info.is_block = true;
	dev.info.major = major;
	dev.info.minor = minor;
	dev.info.size = 1 << 30;
	dev.from_machine = true;
	return &dev;
}

static const char *rejects(const char *name)
{
	return filter_rejects(filter, disk(name, 8, 0));
}

static void assert_accepted(const char *name)
{
	const char *why = rejects(name);

	ck_assert_msg(!why, "%s: %s", name, why);
}

static void assert_rejected(const struct dev *d, const char *text)
{
	const char *why = filter_rejects(filter, d);

	ck_assert_msg(why && strstr(why, text), "\"%s\" instead of \"%s\"", why, text);
}

/* ------------------------------------------------------------------------
 * Patterns
 */

START_TEST(test_no_patterns)
{
	make();
	assert_accepted("/dev/sda");
}
END_TEST

START_TEST(test_first_match_decides)
{
	set("devices/filter=[\"a|^/dev/sda$|\", \"r|^/dev/sd|\", \"a|sdb|\", \"r|nvme|\"]");
	make();
	assert_accepted("/dev/sda");
	assert_rejected(disk("/dev/sdb", 8, 0), "\"r|^/dev/sd|\" of devices/filter");
	assert_rejected(disk("/dev/nvme0n1", 8, 0), "\"r|nvme|\" of devices/filter");
	assert_accepted("/dev/vda");		/* no match: accepted */
}
END_TEST

START_TEST(test_reject_all_else)
{
	set("devices/filter=[\"a|loop|\", \"r|.*|\"]");
	make();
	assert_accepted("/dev/loop7");
	ck_assert_ptr_nonnull(rejects("/dev/sda"));
}
END_TEST

START_TEST(test_global_filter)
{
	set("devices/global_filter=[\"a|sda|\", \"r|sdb|\"] devices/filter=[\"a|sdb|\", \"r|.*|\"]");
	make();
	assert_rejected(disk("/dev/sdb", 8, 0), "devices/global_filter");
	assert_rejected(disk("/dev/sda", 8, 0), "devices/filter");	/* both must accept */
}
END_TEST

static const char *const delimited[] = {
	"r|sda|", "r/sda/", "r!sda!", "r(sda)", "r[sda]", "r{sda}", "r#sda#", "rxsdax"
};

START_TEST(test_delimiters)
{
	char text[128];

	snprintf(text, sizeof(text), "devices/filter=[\"%s\"]", delimited[_i]);
	set(text);
	make();
	ck_assert_ptr_nonnull(rejects("/dev/sda"));
	assert_accepted("/dev/sdb");
}
END_TEST

/* The name is looked through anywhere, unless ^ and $ say otherwise. */
START_TEST(test_expressions)
{
	set("devices/filter=[\"r|^/dev/(sd[a-c]|vd.)[0-9]*$|\", \"r|x+y?z|\", \"r|a\\\\.b|\", "
	    "\"r|[\177]$|\"]");
	make();
	ck_assert_ptr_nonnull(rejects("/dev/sda"));
	ck_assert_ptr_nonnull(rejects("/dev/sdc12"));
	ck_assert_ptr_nonnull(rejects("/dev/vdq"));
	assert_accepted("/dev/sdd");
	assert_accepted("/dev/sda1p");
	assert_accepted("/dev/disk/dev/sda");
	ck_assert_ptr_nonnull(rejects("/dev/mapper/xxz"));
	ck_assert_ptr_nonnull(rejects("/dev/mapper/a.b"));
	assert_accepted("/dev/mapper/acb");
	ck_assert_ptr_nonnull(rejects("/dev/mapper/\177"));
}
END_TEST

static const struct bad {
	const char *pattern, *text;
} bad[] = {
	{ "", "must begin with" },
	{ "|sda|", "must begin with" },
	{ "x|sda|", "must begin with" },
	{ "a", "between two" },
	{ "a|", "between two" },
	{ "r|sda", "between two" },
	{ "r(sda(", "between two" },
	{ "r<sda>", "between two" },	/* LVM2 knows three kinds of brackets */
	{ "r||", "regular expression" },
	{ "r/(sda/", "regular expression" },
	{ "r/sda)/", "regular expression" },
	{ "r/()/", "regular expression" },
	{ "r/(|a)/", "regular expression" },
	{ "r/a|/", "regular expression" },
	{ "r/|a/", "regular expression" },
	{ "r/*/", "regular expression" },
	{ "r/(+)/", "regular expression" },
	{ "r/a|?/", "regular expression" },
	{ "r/[abc/", "regular expression" },
	/* libdevmapper would write to memory that is not its own. */
	{ "r/[\303\244]/", "regular expression" },
	{ "r/[a-\303]/", "regular expression" },
	{ "r/[^\303]/", "regular expression" },
	{ "r/[a-\177]/", "regular expression" },
	{ "r/[\177-a]/", "regular expression" },
	{ "r/[\\\177-a]/", "regular expression" },
	{ "r/[^a-b-\177]/", "regular expression" },
	{ "r/\\\303\244/", "regular expression" },
};

START_TEST(test_bad_pattern)
{
	char text[128], *error;

	snprintf(text, sizeof(text), "devices/filter=[\"a|ok|\", \"%s\"]", bad[_i].pattern);
	set(text);
	ck_assert_int_eq(filter_new_at(tree_root, config, NULL, &filter, &error), -EINVAL);
	ck_assert_ptr_null(filter);
	ck_assert_msg(strstr(error, bad[_i].text), "%s", error);
	ck_assert_ptr_nonnull(strstr(error, "devices/filter"));
	snprintf(text, sizeof(text), "\"%s\"", bad[_i].pattern);
	ck_assert_ptr_nonnull(strstr(error, text));
	free(error);
}
END_TEST

START_TEST(test_bad_global_pattern)
{
	char *error;

	set("devices/global_filter=[\"r|(|\"]");
	ck_assert_int_eq(filter_new_at(tree_root, config, NULL, &filter, &error), -EINVAL);
	ck_assert_ptr_nonnull(strstr(error, "devices/global_filter"));
	free(error);
}
END_TEST

START_TEST(test_backslash_at_end)
{
	char *error;

	set("devices/filter=[\"r|a\\\\|\"]");
	ck_assert_int_eq(filter_new_at(tree_root, config, NULL, &filter, &error), -EINVAL);
	free(error);
}
END_TEST

START_TEST(test_deep_nesting)
{
	char text[2048] = "devices/filter=[\"r/", *error;
	size_t n = strlen(text);

	memset(text + n, '(', 500);
	text[n + 500] = 'a';
	memset(text + n + 501, ')', 500);
	strcpy(text + n + 1001, "/\"]");
	set(text);
	ck_assert_int_eq(filter_new_at(tree_root, config, NULL, &filter, &error), -EINVAL);
	free(error);
}
END_TEST

/* What the check lets through, libdevmapper takes: it never gets to complain,
 * which it does on stderr. */
START_TEST(test_random_expressions)
{
	static const char letters[] = "ab()[]|*+?.^$-\\";
	struct dm_pool *pool = dm_pool_create("test", 1024);
	const char *patterns[] = { NULL, NULL };
	struct filter_regex *regex;
	unsigned sound = 0;

	srand(1);
	for (unsigned n = 0; n < 10000; n++) {
		char pattern[16] = "r/", *error = NULL;
		size_t length = 2;
		int r;

		for (unsigned i = 0; i <= n % 9; i++)
			pattern[length++] = letters[(size_t)rand() % (sizeof(letters) - 1)];
		strcpy(pattern + length, "/");
		patterns[0] = pattern;
		r = filter_regex_new("test", patterns, pool, &regex, &error);
		ck_assert_msg(!r || r == -EINVAL, "%s: %d", pattern, r);
		ck_assert(!r || error);
		sound += !r;
		free(error);
	}
	ck_assert_uint_gt(sound, 1000);
	dm_pool_destroy(pool);
}
END_TEST

/* ------------------------------------------------------------------------
 * Kinds
 */

START_TEST(test_types)
{
	make();
	ck_assert_ptr_null(filter_rejects(filter, disk("/dev/sda", 8, 0)));
	ck_assert_ptr_null(filter_rejects(filter, disk("/dev/loop0", 7, 0)));
	ck_assert_ptr_null(filter_rejects(filter, disk("/dev/hda", 3, 0)));
	ck_assert_ptr_null(filter_rejects(filter, disk("/dev/nvme0n1", 259, 0)));
	ck_assert_ptr_null(filter_rejects(filter, disk("/dev/ram0", 1, 0)));
	assert_rejected(disk("/dev/sr0", 11, 0), "kind \"sr\"");
	assert_rejected(disk("/dev/zram0", 253, 0), "kind \"zram\"");
	assert_rejected(disk("/dev/new", 99, 0), "kind");
	assert_rejected(disk("/dev/char", 9, 0), "kind");	/* no block device */
}
END_TEST

START_TEST(test_more_types)
{
	set("devices/types=[\"fd\", 16, \"zram\", 1]");
	make();
	ck_assert_ptr_null(filter_rejects(filter, disk("/dev/zram0", 253, 0)));
	assert_rejected(disk("/dev/sr0", 11, 0), "kind \"sr\"");
}
END_TEST

START_TEST(test_types_without_proc)
{
	filter_free(filter);
	filter = NULL;
	tree_remove();
	tree_make();
	make();
	ck_assert_ptr_null(filter_rejects(filter, disk("/dev/sr0", 11, 0)));
}
END_TEST

START_TEST(test_size)
{
	make();
	disk("/dev/sda", 8, 0)->info.size = 2048 * 1024 - 1;
	assert_rejected(&dev, "pv_min_size (2048 KiB)");
	dev.info.size++;
	ck_assert_ptr_null(filter_rejects(filter, &dev));
	dev.info.size = 0;
	assert_rejected(&dev, "size is 0");

	set("devices/pv_min_size=4096");
	make();
	disk("/dev/sda", 8, 0)->info.size = 2048 * 1024;
	assert_rejected(&dev, "4096");
}
END_TEST

START_TEST(test_scan_directories)
{
	set("devices/scan=[\"/dev/mapper\", \"/srv/disks/\"]");
	make();
	assert_accepted("/dev/mapper/a");
	assert_accepted("/srv/disks/sub/a");
	assert_rejected(disk("/dev/sda", 8, 0), "devices/scan");
	assert_rejected(disk("/dev/mapper2/a", 8, 0), "devices/scan");
	assert_rejected(disk("/dev/mapper", 8, 0), "devices/scan");
}
END_TEST

/* A device with links to it, where nodes can be made. */
static bool make_links(void)
{
	if (!tree_node("dev/sda", 8, 0) || !tree_node("dev/sdb", 8, 16))
		return false;
	tree_symlink("dev/disk/by-id/wwn-1", "../../sda");
	tree_symlink("dev/disk/by-path/pci-2", "../../sdb");
	tree_symlink("dev/disk/by-id/.hidden-1", "../../sda");
	tree_symlink("dev/linkdir", "disk/by-id");
	tree_symlink("dev/disk/nowhere", "nothing");
	tree_write("dev/disk/file", "");
	return true;
}

static const struct {
	const char *patterns;
	bool accepts_sda, accepts_sdb;
} of_links[] = {
	{ "\"a|wwn-1|\", \"r|.*|\"", true, false },
	{ "\"r|wwn-1|\"", false, true },
	{ "\"a|/sda$|\", \"r|wwn-1|\", \"r|.*|\"", true, false },
	{ "\"r|/sda$|\", \"a|wwn-1|\", \"r|.*|\"", true, false },
	{ "\"a|/by-path/|\", \"r|/by-id/|\", \"a|/sda$|\"", true, true },
	{ "\"a|hidden|\", \"a|linkdir|\", \"r|.*|\"", false, false },
	{ "\"r|hidden|\", \"r|linkdir|\"", true, true },
	{ "\"r|^/dev/disk/by-id/wwn-1$|\"", false, true },
};

START_TEST(test_links)
{
	char text[128];

	if (!make_links())
		return;
	snprintf(text, sizeof(text), "devices/%s=[%s]", _i % 2 ? "filter" : "global_filter",
		 of_links[_i / 2].patterns);
	set(text);
	make();
	ck_assert_int_eq(!filter_rejects(filter, disk("/dev/sda", 8, 0)),
			 of_links[_i / 2].accepts_sda);
	ck_assert_int_eq(!filter_rejects(filter, disk("/dev/sdb", 8, 16)),
			 of_links[_i / 2].accepts_sdb);
}
END_TEST

/* /dev/null is character device 1:3. */
START_TEST(test_links_to_other_things)
{
	tree_symlink("dev/ramlike", "/dev/null");
	set("devices/filter=[\"r|ramlike|\"]");
	make();
	ck_assert_ptr_null(filter_rejects(filter, disk("/dev/ram3", 1, 3)));
}
END_TEST

/* Who gives a path means that name. */
START_TEST(test_links_to_given_paths)
{
	if (!make_links())
		return;
	set("devices/filter=[\"r|wwn-1|\"]");
	make();
	disk("/dev/sda", 8, 0)->from_machine = false;
	ck_assert_ptr_null(filter_rejects(filter, &dev));
}
END_TEST

/* Names elsewhere are not the device's, its own among them. */
START_TEST(test_scan_links)
{
	if (!make_links())
		return;
	set("devices/scan=[\"/no/such/dir\", \"/dev/disk/by-id\"]");
	make();
	assert_accepted("/dev/sda");
	assert_rejected(disk("/dev/sdb", 8, 16), "devices/scan");
	set("devices/filter=[\"r|/sda$|\"]");
	make();
	assert_accepted("/dev/sda");
	set("devices { scan=[\"/dev/disk/by-id/wwn-1\", \"/dev/linkdir\"] filter=\"r|wwn-1|\" }");
	make();
	assert_rejected(disk("/dev/sda", 8, 0), "\"r|wwn-1|\" of devices/filter");
	assert_rejected(disk("/dev/sdb", 8, 16), "devices/scan");
	set("devices { scan=[\"/dev/disk/by-id/wwn-1\"] filter=[] }");
	make();
	assert_rejected(disk("/dev/sda", 8, 0), "devices/scan");	/* no directory */
}
END_TEST

#define VG_LV "VvvvvvVvvvVvvvVvvvVvvvVvvvVvvvvvLlllllLlllLlllLlllLlllLlllLlllll"

START_TEST(test_lvs)
{
	tree_write("sys/dev/block/252:0/dm/uuid", "LVM-" VG_LV "\n");
	tree_write("sys/dev/block/252:1/dm/uuid", "LVM-" VG_LV "-tdata\n");
	tree_write("sys/dev/block/252:2/dm/uuid", "mpath-3600\n");
	make();
	assert_rejected(disk("/dev/mapper/vg-lv", 252, 0), "scan_lvs");
	assert_rejected(disk("/dev/dm-0", 252, 0), "scan_lvs");
	assert_rejected(disk("/dev/mapper/vg-pool_tdata", 252, 1), "inner part");
	ck_assert_ptr_null(filter_rejects(filter, disk("/dev/mapper/mpatha", 252, 2)));
	ck_assert_ptr_null(filter_rejects(filter, disk("/dev/mapper/no-uuid", 252, 3)));

	set("devices/scan_lvs=1");
	make();
	ck_assert_ptr_null(filter_rejects(filter, disk("/dev/mapper/vg-lv", 252, 0)));
	assert_rejected(disk("/dev/mapper/vg-pool_tdata", 252, 1), "inner part");
}
END_TEST

/* Who gives a path wants it read: kinds do not hold for it, and patterns only for what is
 * found in a directory. */
START_TEST(test_given_paths)
{
	make();
	disk("/tmp/sr0", 11, 0)->from_machine = false;
	dev.info.size = 1;
	ck_assert_ptr_null(filter_rejects(filter, &dev));

	disk("/tmp/a.img", 0, 0)->from_machine = false;
	dev.info.is_block = false;
	ck_assert_ptr_null(filter_rejects(filter, &dev));

	set("devices/filter=[\"r|img|\"]");
	make();
	assert_rejected(&dev, "devices/filter");
	dev.named = true;
	ck_assert_ptr_null(filter_rejects(filter, &dev));
	set("devices/global_filter=[\"r|img|\"]");
	make();
	ck_assert_ptr_null(filter_rejects(filter, &dev));
}
END_TEST

/* A device that is known to be unreadable can be filtered like others. */
START_TEST(test_unreadable)
{
	set("devices/filter=[\"r|sda|\"]");
	make();
	disk("/dev/sda", 8, 0)->info.state = VOLSCAN_DEVICE_UNREADABLE;
	assert_rejected(&dev, "devices/filter");
}
END_TEST

static char message[256];

static void take_message(void *context, enum volscan_log_level level,
			 enum volscan_log_class log_class, const char *text)
{
	(void)context;
	ck_assert_int_eq(level, VOLSCAN_LOG_INFO);
	ck_assert_int_eq(log_class, VOLSCAN_LOG_DEVS);
	snprintf(message, sizeof(message), "%s", text);
}

START_TEST(test_log)
{
	const struct log log = { .fn = take_message, .level = VOLSCAN_LOG_TRACE };
	char *error;

	ck_assert_int_eq(filter_new_at(tree_root, config, &log, &filter, &error), 0);
	assert_rejected(disk("/dev/sr0", 11, 0), "sr");
	ck_assert_ptr_nonnull(strstr(message, "/dev/sr0: left out by filter types: it is a device of kind"));
}
END_TEST

START_TEST(test_free_nothing)
{
	filter_free(NULL);
}
END_TEST

Suite *filter_suite(void)
{
	Suite *suite = suite_create("filter");
	TCase *patterns = tcase_create("patterns"), *kinds = tcase_create("kinds");

	tcase_add_checked_fixture(patterns, setup, teardown);
	tcase_add_test(patterns, test_no_patterns);
	tcase_add_test(patterns, test_first_match_decides);
	tcase_add_test(patterns, test_reject_all_else);
	tcase_add_test(patterns, test_global_filter);
	tcase_add_loop_test(patterns, test_delimiters, 0, sizeof(delimited) / sizeof(*delimited));
	tcase_add_test(patterns, test_expressions);
	tcase_add_loop_test(patterns, test_bad_pattern, 0, sizeof(bad) / sizeof(*bad));
	tcase_add_test(patterns, test_bad_global_pattern);
	tcase_add_test(patterns, test_backslash_at_end);
	tcase_add_test(patterns, test_deep_nesting);
	tcase_add_test(patterns, test_random_expressions);
	suite_add_tcase(suite, patterns);

	tcase_add_checked_fixture(kinds, setup, teardown);
	tcase_add_test(kinds, test_types);
	tcase_add_test(kinds, test_more_types);
	tcase_add_test(kinds, test_types_without_proc);
	tcase_add_test(kinds, test_size);
	tcase_add_test(kinds, test_scan_directories);
	tcase_add_loop_test(kinds, test_links, 0, 2 * sizeof(of_links) / sizeof(*of_links));
	tcase_add_test(kinds, test_links_to_other_things);
	tcase_add_test(kinds, test_links_to_given_paths);
	tcase_add_test(kinds, test_scan_links);
	tcase_add_test(kinds, test_lvs);
	tcase_add_test(kinds, test_given_paths);
	tcase_add_test(kinds, test_unreadable);
	tcase_add_test(kinds, test_log);
	tcase_add_test(kinds, test_free_nothing);
	suite_add_tcase(suite, kinds);
	return suite;
}
