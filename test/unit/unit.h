/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The suites of the unit tests, one per test_<thing>.c. unit.c lists them. */
#ifndef UNIT_H
#define UNIT_H

#include <check.h>

Suite *api_suite(void);
Suite *config_suite(void);
Suite *config_file_suite(void);
Suite *crc_suite(void);
Suite *dev_broken_suite(void);
Suite *dev_busy_suite(void);
Suite *dev_deadline_suite(void);
Suite *dev_defects_suite(void);
Suite *dev_direct_suite(void);
Suite *dev_errors_suite(void);
Suite *dev_fork_suite(void);
Suite *dev_free_suite(void);
Suite *dev_io_suite(void);
Suite *dev_last_suite(void);
Suite *dev_limits_suite(void);
Suite *dev_list_suite(void);
Suite *dev_machine_suite(void);
Suite *dev_open_suite(void);
Suite *dev_parts_suite(void);
Suite *dev_range_suite(void);
Suite *engine_suite(void);
Suite *engine_chain_suite(void);
Suite *engine_choose_suite(void);
Suite *engine_hang_suite(void);
Suite *engine_probe_suite(void);
Suite *engine_libaio_suite(void);
Suite *engine_libaio_wait_suite(void);
Suite *engine_readahead_suite(void);
Suite *engine_recall_suite(void);
Suite *engine_threads_suite(void);
Suite *engine_uring_suite(void);
Suite *fault_suite(void);
Suite *fault_misuse_suite(void);
Suite *fault_time_suite(void);
Suite *filter_suite(void);
Suite *label_suite(void);
Suite *log_suite(void);
Suite *mda_suite(void);
Suite *partitions_gpt_suite(void);
Suite *partitions_suite(void);
Suite *probe_suite(void);
Suite *progress_suite(void);
Suite *scan_suite(void);
Suite *scan_damage_suite(void);
Suite *scan_partitions_suite(void);
Suite *scan_text_suite(void);
Suite *scan_vgs_suite(void);
Suite *segment_lists_suite(void);
Suite *segments_suite(void);
Suite *signature_suite(void);
Suite *slot_suite(void);
Suite *text_lv_suite(void);
Suite *text_refused_suite(void);
Suite *text_suite(void);
Suite *slot_model_suite(void);
Suite *uuid_suite(void);
Suite *vg_suite(void);
Suite *vg_tie_suite(void);
Suite *worker_recall_suite(void);

#endif
