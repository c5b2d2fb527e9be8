/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "metadata/check_private.h"

int vg_check(const struct volscan_vg *vg, const struct finding_sink *sink)
{
	const struct check check = { .vg = vg, .sink = sink };

	check_vg(&check);
	check_pvs(&check);
	return 0;
}
