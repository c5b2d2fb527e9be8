/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The suites of the unit tests, one per test_<thing>.c. unit.c lists them. */
#ifndef UNIT_H
#define UNIT_H

#include <check.h>

Suite *config_suite(void);
Suite *crc_suite(void);
Suite *log_suite(void);
Suite *uuid_suite(void);

#endif
