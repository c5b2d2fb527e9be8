/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fields lv_layout and lv_role: words that say how an LV is made and what
 * it is for. */
#ifndef REPORT_LV_ROLE_H
#define REPORT_LV_ROLE_H

#include "report/lv_view.h"

#define WORDS_MAX 16

struct words {
	const char *items[WORDS_MAX];
	size_t count;
};

void lv_layout_and_role(const struct lv_view *view, struct words *layout, struct words *role);

#endif
