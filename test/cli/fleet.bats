# SPDX-License-Identifier: LGPL-2.1-or-later
# doc/fleet.md, as it stands there.

load common

setup()
{
	need_program zstd
	golden_images linear
	golden_images missing
	work=$BATS_TEST_TMPDIR/work
	mkdir "$work"
}

# The block of doc/fleet.md that begins with the name of that file.
file_of_page() # NAME
{
	awk -v name="# $1" '/^```/ { inside = 0 } inside { print }
		$0 == name { inside = 1 }' "$SRCDIR/doc/fleet.md" >"$work/$1"
	[ -s "$work/$1" ]
}

@test "all metrics that the page names are there, and the other way round" {
	volscan metrics "$BATS_TEST_TMPDIR/linear"
	documented=$(sed -n '/^### What is measured/,/^## /p' "$SRCDIR/doc/fleet.md" | grep '^|' |
		sed 's/ (1, with the label `state`)//; s/^|[^|]*|//; s/--config [a-z_/=1]*//g; s/`findings`.*/`findings`/' |
		grep -o '`[a-z_][a-z_]*`' | tr -d '`' | grep -v '^volscan_$' | sort)
	equal "$(sed -n 's/^# TYPE volscan_\([a-z_]*\) gauge$/\1/p' <<<"$output" | sort)" "$documented"
}

@test "the rules are rules of Prometheus, about metrics that there are" {
	file_of_page volscan.rules.yml
	volscan metrics "$BATS_TEST_TMPDIR/linear"
	for metric in $(grep -o 'volscan_[a-z_]*' "$work/volscan.rules.yml" | sort -u); do
		contains "$output" "# TYPE $metric gauge"
	done
	need_program promtool
	promtool check rules "$work/volscan.rules.yml"
}

free_port()
{
	local port
	for port in $(shuf -i 20000-50000 -n 20); do
		! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || continue
		echo "$port"
		return
	done
}

get() # PORT
{
	exec 3<>"/dev/tcp/127.0.0.1/$1" || return
	printf 'GET /metrics HTTP/1.0\r\n\r\n' >&3
	cat <&3
	exec 3>&-
}

# As Debian calls it, or as it is called elsewhere.
@test "node_exporter hands on what the monitor writes" {
	exporter=$(command -v prometheus-node-exporter || command -v node_exporter) ||
		skip "needs prometheus-node-exporter"
	mkdir -m 755 "$work/run" "$work/text"
	volscan monitor --config "global/run_dir=\"$work/run\"" --pidfile "$work/run/pid" \
		--textfile "$work/text/volscan.prom" "$BATS_TEST_TMPDIR/missing"
	equal "$status" 0
	port=$(free_port)
	"$exporter" --collector.disable-defaults --collector.textfile --collector.textfile.directory "$work/text" \
		--web.listen-address "127.0.0.1:$port" 2>"$work/exporter.log" 3>&- &
	exporter=$!
	for i in {1..100}; do
		got=$(get "$port" 2>/dev/null) && break
		sleep 0.1
	done
	kill "$exporter" "$(cat "$work/run/pid")"
	contains "$got" 'volscan_vg_missing_pvs{uuid="guCnax-0q0A-7t1U-SWj1-Gmaa-m1m5-7B6nvh",vg="vg_mis"} 1'
	contains "$got" 'node_textfile_scrape_error 0'
	contains "$got" 'volscan_findings{code="VS-PV-MISSING",severity="error"} 1'
}

@test "Ansible collects reports, and fails for a machine where a PV is missing" {
	need_program ansible-playbook
	file_of_page volscan.yml
	for case in linear missing; do
		echo "$case volscan_options='--devices $BATS_TEST_TMPDIR/$case'"
	done >"$work/inventory"
	status=0
	output=$(cd "$work" && PATH=$(dirname "$VOLSCAN"):$PATH ANSIBLE_LOCAL_TEMP=$work/local \
		ANSIBLE_REMOTE_TEMP=$work/remote ANSIBLE_NOCOLOR=1 LC_ALL=C.UTF-8 \
		ansible-playbook -i inventory -c local volscan.yml -e ansible_python_interpreter=/usr/bin/python3 \
		-e "volscan_reports=$work" 2>&1 3>&-) || status=$?
	equal "$status" 2
	contains "$output" "PVs are missing of vg_mis"
	[[ $output =~ linear\ +:\ ok=3\ .*failed=0 ]]
	[[ $output =~ missing\ +:\ ok=2\ .*failed=1 ]]
	equal "$(jq -r '.report[].vg[].vg_name' "$work/linear.json")" vg_lin
	equal "$(jq -r '.report[].vg[].vg_missing_pv_count' "$work/missing.json")" 1
}
