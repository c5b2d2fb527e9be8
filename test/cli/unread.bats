# SPDX-License-Identifier: LGPL-2.1-or-later
# Devices that cannot be read: who names them, and what the exit status says.

load common

setup()
{
	golden_images linear
	dir=$BATS_TEST_TMPDIR/linear
	ln -s /no/such/disk "$dir/gone.img"
}

@test "each command names a device that cannot be read, exit 0" {
	for command in scan pvs vgs lvs devices; do
		volscan $command --devices "$dir"
		equal "$command: $status" "$command: 0"
		contains "$stderr" "gone.img"
		[ -n "$output" ]
	done
}

@test "--strict: exit 5 when a device cannot be read, and the same report" {
	for command in scan pvs vgs lvs devices; do
		volscan $command --devices "$dir"
		report=$output
		volscan $command --strict --devices "$dir"
		equal "$command: $status" "$command: 5"
		equal "$output" "$report"
		contains "$stderr" "gone.img"
	done
}

@test "--strict: exit 0 when all devices are read or left out" {
	rm "$dir/gone.img"
	: >"$dir/empty.img"
	for command in scan pvs vgs lvs devices; do
		volscan $command --strict --devices "$dir" --config 'devices/filter=["r|d1|"]'
		equal "$command: $status" "$command: 0"
	done
}

@test "--retry-hung is taken by each command" {
	for command in scan pvs vgs lvs devices; do
		volscan $command --retry-hung --devices "$dir"
		equal "$command: $status" "$command: 0"
		[ -n "$output" ]
	done
}
