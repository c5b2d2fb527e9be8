/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "text_rig.h"

#define RAID1 \
	LV("r1", 2, "type = \"raid1\"\ndevice_count = 2\nregion_size = 1024\n" \
	   "writebehind = 512\nmin_recovery_rate = 64\nmax_recovery_rate = 128\n" \
	   "raids = [ \"r1_rmeta_0\", \"r1_rimage_0\", \"r1_rmeta_1\", \"r1_rimage_1\" ]") \
	SUB_LV("r1_rmeta_0", 1, LINEAR("pv0", 0)) SUB_LV("r1_rimage_0", 2, LINEAR("pv0", 1)) \
	SUB_LV("r1_rmeta_1", 1, LINEAR("pv1", 0)) SUB_LV("r1_rimage_1", 2, LINEAR("pv1", 1))

#define RAID10 \
	LV("r10", 4, "type = \"raid10\"\ndevice_count = 4\ndata_copies = 2\n" \
	   "region_size = 1024\nstripe_size = 128\n" \
	   "raids = [ \"r10_rmeta_0\", \"r10_rimage_0\", \"r10_rmeta_1\", \"r10_rimage_1\", " \
	   "\"r10_rmeta_2\", \"r10_rimage_2\", \"r10_rmeta_3\", \"r10_rimage_3\" ]") \
	SUB_LV("r10_rmeta_0", 1, LINEAR("pv0", 3)) SUB_LV("r10_rimage_0", 2, LINEAR("pv0", 4)) \
	SUB_LV("r10_rmeta_1", 1, LINEAR("pv1", 3)) SUB_LV("r10_rimage_1", 2, LINEAR("pv1", 4)) \
	SUB_LV("r10_rmeta_2", 1, LINEAR("pv0", 6)) SUB_LV("r10_rimage_2", 2, LINEAR("pv0", 7)) \
	SUB_LV("r10_rmeta_3", 1, LINEAR("pv1", 6)) SUB_LV("r10_rimage_3", 2, LINEAR("pv1", 7))

#define RAID0 \
	LV("r0", 4, "type = \"raid0\"\nstripe_count = 2\nstripe_size = 128\n" \
	   "raid0_lvs = [ \"r0_rimage_0\", \"r0_rimage_1\" ]") \
	SUB_LV("r0_rimage_0", 2, LINEAR("pv0", 9)) SUB_LV("r0_rimage_1", 2, LINEAR("pv1", 9))

#define RAID5 \
	LV("r5", 4, "type = \"raid5_ls\"\ndevice_count = 3\nregion_size = 1024\n" \
	   "stripe_size = 128\n" \
	   "raids = [ \"r5_rmeta_0\", \"r5_rimage_0\", \"r5_rmeta_1\", \"r5_rimage_1\", " \
	   "\"r5_rmeta_2\", \"r5_rimage_2\" ]") \
	SUB_LV("r5_rmeta_0", 1, LINEAR("pv0", 11)) SUB_LV("r5_rimage_0", 2, LINEAR("pv0", 12)) \
	SUB_LV("r5_rmeta_1", 1, LINEAR("pv1", 11)) SUB_LV("r5_rimage_1", 2, LINEAR("pv1", 12)) \
	SUB_LV("r5_rmeta_2", 1, LINEAR("pv0", 14)) SUB_LV("r5_rimage_2", 2, LINEAR("pv0", 15))

#define WRITECACHE \
	LV("wc", 4, "type = \"writecache\"\nwritecache = \"wcf_cvol\"\norigin = \"wc_wcorig\"\n" \
	   "writecache_block_size = 4096\nhigh_watermark = 60\nlow_watermark = 40\n" \
	   "max_age = 100") \
	SUB_LV("wcf_cvol", 2, LINEAR("pv1", 14)) SUB_LV("wc_wcorig", 4, LINEAR("pv0", 17))

#define CACHEVOL \
	LV("cv", 8, "type = \"cache+CACHE_USES_CACHEVOL\"\ncache_pool = \"cvf_cvol\"\n" \
	   "origin = \"cv_corig\"\nmetadata_format = 2\nchunk_size = 128\n" \
	   "cache_mode = \"writeback\"\npolicy = \"smq\"\n" \
	   "policy_settings {\nmigration_threshold=2048\n}\n" \
	   "metadata_start = 0\nmetadata_len = 4096\ndata_start = 4096\ndata_len = 12288") \
	LV_WITH("cvf_cvol", HIDDEN, "", 1, SEGMENT(1, 0, 8, LINEAR("pv1", 16))) \
	SUB_LV("cv_corig", 8, LINEAR("pv0", 21))

#define CACHE_POOLS \
	LV("cp", 4, "type = \"cache\"\ncache_pool = \"cpp_cpool\"\norigin = \"cp_corig\"\n" \
	   "cleaner = 1") \
	SUB_LV("cp_corig", 4, LINEAR("pv0", 29)) \
	SUB_LV("cpp_cpool", 2, "type = \"cache-pool+METADATA_FORMAT\"\n" \
	       "data = \"cpp_cpool_cdata\"\nmetadata = \"cpp_cpool_cmeta\"\n" \
	       "metadata_format = 2\nchunk_size = 128\ncache_mode = \"passthrough\"\n" \
	       "policy = \"smq\"") \
	SUB_LV("cpp_cpool_cdata", 2, LINEAR("pv0", 33)) \
	SUB_LV("cpp_cpool_cmeta", 1, LINEAR("pv1", 24)) \
	LV("old", 4, "type = \"cache\"\ncache_pool = \"oldp\"\norigin = \"old_corig\"") \
	SUB_LV("old_corig", 4, LINEAR("pv0", 35)) \
	SUB_LV("oldp", 2, "type = \"cache-pool\"\ndata = \"oldp_cdata\"\n" \
	       "metadata = \"oldp_cmeta\"\nchunk_size = 128") \
	SUB_LV("oldp_cdata", 2, LINEAR("pv0", 39)) SUB_LV("oldp_cmeta", 1, LINEAR("pv0", 41))

#define INTEGRITY \
	LV("integ", 2, "type = \"integrity\"\norigin = \"integ_iorig\"\ndata_sectors = 4096\n" \
	   "mode = \"J\"\ntag_size = 4\ninternal_hash = \"crc32c\"\n" \
	   "meta_dev = \"integ_imeta\"\njournal_sectors = 100\nblock_size = 512") \
	SUB_LV("integ_iorig", 2, LINEAR("pv0", 42)) SUB_LV("integ_imeta", 1, LINEAR("pv1", 25))

#define MIRROR \
	LV("mi", 2, "type = \"mirror\"\nmirror_count = 2\nmirror_log = \"mi_mlog\"\n" \
	   "region_size = 1024\nmirrors = [\n\"mi_mimage_0\", 0,\n\"mi_mimage_1\", 0\n]") \
	SUB_LV("mi_mimage_0", 2, LINEAR("pv0", 44)) SUB_LV("mi_mimage_1", 2, LINEAR("pv1", 26)) \
	SUB_LV("mi_mlog", 1, LINEAR("pv1", 28))

#define VDO \
	LV("v1", 10, "type = \"vdo\"\nvdo_pool = \"vp\"\nvdo_offset = 3") \
	SUB_LV("vp", 6, "type = \"vdo-pool\"\ndata = \"vp_vdata\"\nheader_size = 1024\n" \
	       "virtual_extents = 10\nuse_compression = 1\nuse_deduplication = 1\n" \
	       "minimum_io_size = 4096\nblock_map_cache_size_mb = 128\n" \
	       "block_map_era_length = 16380\nindex_memory_size_mb = 256\nmax_discard = 1\n" \
	       "slab_size_mb = 2048\nack_threads = 1\nbio_threads = 4\nbio_rotation = 64\n" \
	       "cpu_threads = 2\nhash_zone_threads = 1\nlogical_threads = 1\n" \
	       "physical_threads = 1\nwrite_policy = \"sync\"") \
	SUB_LV("vp_vdata", 6, LINEAR("pv1", 29))

#define THIN \
	LV_WITH("tp", VISIBLE, "", 1, SEGMENT(1, 0, 2, \
		"type = \"thin-pool+CROP_METADATA\"\nmetadata = \"tp_tmeta\"\n" \
		"pool = \"tp_tdata\"\ntransaction_id = 6\nchunk_size = 128\n" \
		"discards = \"nopassdown\"\nzero_new_blocks = 1\ncrop_metadata = 1\n" \
		"message1 {\ncreate = \"th2\"\n}\nmessage2 {\ndelete = 7\n}")) \
	SUB_LV("tp_tmeta", 1, LINEAR("pv0", 46)) SUB_LV("tp_tdata", 2, LINEAR("pv0", 47)) \
	LV_WITH("ext", "\"READ\", \"VISIBLE\"", "", 1, SEGMENT(1, 0, 2, LINEAR("pv1", 35))) \
	LV("the", 2, "type = \"thin\"\nthin_pool = \"tp\"\ntransaction_id = 0\n" \
	   "device_id = 1\nexternal_origin = \"ext\"") \
	LV("th1", 3, "type = \"thin\"\nthin_pool = \"tp\"\ntransaction_id = 1\ndevice_id = 2") \
	LV("th2", 3, "type = \"thin\"\nthin_pool = \"tp\"\ntransaction_id = 2\n" \
	       "device_id = 3\norigin = \"th1\"") \
	SUB_LV("thm", 3, "type = \"thin\"\nthin_pool = \"tp\"\ntransaction_id = 2\n" \
	       "device_id = 4\norigin = \"th1\"\nmerge = \"th1\"") \
	LV("tq", 1, "type = \"thin-pool\"\nmetadata = \"tq_tmeta\"\npool = \"tq_tdata\"\n" \
	   "transaction_id = 0\nchunk_size = 256") \
	SUB_LV("tq_tmeta", 1, LINEAR("pv1", 60)) SUB_LV("tq_tdata", 1, LINEAR("pv1", 61))

#define SNAPSHOTS \
	LV("mo", 2, LINEAR("pv0", 49)) LV("mc", 1, LINEAR("pv0", 51)) \
	LV("mc2", 1, LINEAR("pv1", 37)) \
	SUB_LV("zero_vorigin", 1000, "type = \"zero\"") LV("sparse", 1, LINEAR("pv0", 52)) \
	SUB_LV("snapshot0", 2, "type = \"snapshot\"\nchunk_size = 8\norigin = \"mo\"\n" \
	       "merging_store = \"mc\"") \
	SUB_LV("snapshot1", 2, "type = \"snapshot\"\nchunk_size = 16\norigin = \"mo\"\n" \
	       "cow_store = \"mc2\"") \
	SUB_LV("snapshot2", 1000, "type = \"snapshot\"\nchunk_size = 8\n" \
	       "origin = \"zero_vorigin\"\ncow_store = \"sparse\"")

#define STRIPED \
	LV("str", 6, "type = \"striped\"\nstripe_count = 2\nstripe_size = 128\n" \
	   "stripes = [\n\"pv0\", 53,\n\"pv1\", 38\n]") \
	LV("er", 3, "type = \"error\"") LV("ze", 3, "type = \"zero\"")

#define PVMOVE \
	LV_WITH("moved", VISIBLE ", \"LOCKED\"", "", 2, \
		SEGMENT(1, 0, 2, LINEAR("pvmove0", 0)) SEGMENT(2, 2, 1, LINEAR("pvmove0", 2))) \
	LV_WITH("pvmove0", HIDDEN ", \"PVMOVE\", \"LOCKED\"", \
		"allocation_policy = \"contiguous\"\n", 2, \
		SEGMENT(1, 0, 2, "type = \"mirror\"\nmirror_count = 2\nextents_moved = 2\n" \
			"region_size = 1024\n" \
			"mirrors = [ \"pv0\", 60, \"pv1\", 50 ]") \
		SEGMENT(2, 2, 1, "type = \"mirror\"\nmirror_count = 2\nextents_moved = 0\n" \
			"region_size = 1024\n" \
			"mirrors = [ \"pv0\", 62, \"pv1\", 52 ]"))

#define HISTORY \
	"historical_logical_volumes {\n" \
	"h1 {\nid = " TEXT_UUID("h1") "\ncreation_time = 1795378614\n" \
	"removal_time = 1795378617\norigin = \"th1\"\n}\n" \
	"h2 {\nid = " TEXT_UUID("h2") "\ncreation_time = 1795378615\n" \
	"removal_time = 1795378618\norigin = \"-h1\"\ndescendants = [\"late\"]\n}\n}\n"

#define LATE \
	LV("late", 3, "type = \"thin\"\nthin_pool = \"tp\"\ntransaction_id = 3\ndevice_id = 9")

const char text_everything[] =
	VG_AND(RAID1 RAID10 RAID0 RAID5 WRITECACHE CACHEVOL CACHE_POOLS INTEGRITY MIRROR VDO
	       THIN SNAPSHOTS STRIPED PVMOVE LATE, HISTORY);
