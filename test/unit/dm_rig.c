/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dm_rig.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#define ALIGN(n) (((n) + 7) / 8 * 8)
#define SECTORS 10

struct dm_ioctl *dm_rig_answer(void *buffer, size_t size, const char *name, const char *uuid)
{
	struct dm_ioctl *answer = buffer;

	ck_assert_uint_ge(size, sizeof(*answer));
	memset(answer, 0, sizeof(*answer));
	answer->version[0] = DM_VERSION_MAJOR;
	answer->version[1] = 48;
	answer->data_start = sizeof(*answer);
	answer->data_size = offsetof(struct dm_ioctl, data);	/* as without any target */
	answer->flags = DM_ACTIVE_PRESENT_FLAG;
	snprintf(answer->name, sizeof(answer->name), "%s", name);
	snprintf(answer->uuid, sizeof(answer->uuid), "%s", uuid);
	return answer;
}

void dm_rig_add(struct dm_ioctl *answer, size_t size, const char *type, const char *status)
{
	size_t begin = answer->data_size < answer->data_start ? answer->data_start :
		       ALIGN(answer->data_size);
	struct dm_target_spec spec = {
		.sector_start = answer->target_count++ * SECTORS, .length = SECTORS,
	};
	size_t end = begin + sizeof(spec) + strlen(status) + 1;

	if (end > size) {
		answer->flags |= DM_BUFFER_FULL_FLAG;
		return;
	}
	strncpy(spec.target_type, type, sizeof(spec.target_type) - 1);
	spec.next = (unsigned) (ALIGN(end) - answer->data_start);
	memcpy((char *) answer + begin, &spec, sizeof(spec));
	strcpy((char *) answer + begin + sizeof(spec), status);
	answer->data_size = (unsigned) end;
}
