# SPDX-License-Identifier: LGPL-2.1-or-later
# What sysfs has of the devices that dmsetup printed: see recorded.c.

# In $RECORDED, from dmsetup-info.txt; and how far each device reads ahead, which
# dmsetup does not print, from lines "MAJOR:MINOR KIB" of read-ahead.txt.
recorded_sysfs()
{
	local name major minor rest device kib sys=$RECORDED/sys
	mkdir -p "$sys/class/misc/device-mapper"
	echo 10:236 >"$sys/class/misc/device-mapper/dev"
	while read -r name major minor rest; do
		[[ $major == [0-9]* ]] || continue
		mkdir -p "$sys/block/dm-$minor/dm"
		echo "$major:$minor" >"$sys/block/dm-$minor/dev"
		echo "$name" >"$sys/block/dm-$minor/dm/name"
		echo "${rest##* }" >"$sys/block/dm-$minor/dm/uuid"
	done < <(sed 's/ *$//' "$RECORDED/dmsetup-info.txt")
	while read -r device kib; do
		mkdir -p "$sys/dev/block/$device/bdi"
		echo "$kib" >"$sys/dev/block/$device/bdi/read_ahead_kb"
	done <"$RECORDED/read-ahead.txt"
}
