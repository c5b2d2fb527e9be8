/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What becomes of a parser that was taken over: a program that scans as volscan does,
 * under the same filter, and does something else in the middle of parsing a label.
 *
 *	confined open|exec|fork|socket|execmem|nothing IMAGE
 *	confined status IMAGE
 *
 * Prints how the process ended that did it, or what /proc says of it there. It is the
 * messages of the library that come from within a parser.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox.h"
#include "volscan.h"

struct run {
	const char *deed;
	int ready, go;		/* of pipes: for "status" */
	bool done;
};

static void stop_until_told(const struct run *run)
{
	char byte;

	if (write(run->ready, "", 1) != 1 || read(run->go, &byte, 1) < 0)
		_exit(9);
}

static void do_deed(const struct run *run)
{
	char name[] = "true", *const words[] = { name, NULL };

	if (!strcmp(run->deed, "open"))
		open("/etc/passwd", O_RDONLY);
	else if (!strcmp(run->deed, "exec"))
		execv("/bin/true", words);
	else if (!strcmp(run->deed, "fork") && !fork())
		_exit(0);
	else if (!strcmp(run->deed, "socket"))
		socket(AF_INET, SOCK_STREAM, 0);
	else if (!strcmp(run->deed, "execmem") &&
		 mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
		 MAP_FAILED)
		_exit(7);
	else if (!strcmp(run->deed, "status"))
		stop_until_told(run);
}

static void on_message(void *context, enum volscan_log_level level,
		       enum volscan_log_class log_class, const char *message)
{
	struct run *run = context;

	(void)level;
	(void)message;
	if (log_class != VOLSCAN_LOG_LABEL || run->done)
		return;
	run->done = true;
	do_deed(run);
}

static void confine(void *context, bool opens_nothing)
{
	(void)context;
	if (!opens_nothing || sandbox_enter())
		_exit(8);
}

/* Exit status 0: the deed was done, and the scan went on to its end. */
static void scan(struct run *run, const char *image)
{
	struct volscan *vs;
	size_t count;

	if (volscan_new(&vs) || volscan_config_string(vs, "devices/io_isolation=1") ||
	    volscan_add(vs, image))
		_exit(2);
	volscan_set_log(vs, on_message, run, VOLSCAN_LOG_INFO);
	volscan_set_confine(vs, confine, NULL);
	if (volscan_scan(vs, NULL, NULL))
		_exit(3);
	volscan_pvs(vs, &count);
	volscan_free(vs);
	_exit(run->done && count ? 0 : 4);
}

static void print_status(pid_t pid)
{
	char path[64], line[256];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, "CapEff:", 7) || !strncmp(line, "CapPrm:", 7) ||
		    !strncmp(line, "NoNewPrivs:", 11) || !strncmp(line, "Seccomp:", 8))
			fputs(line, stdout);
	if (file)
		fclose(file);
}

int main(int argc, char **argv)
{
	int ready[2], go[2], status;
	char byte;
	pid_t pid;

	if (argc != 3 || pipe(ready) || pipe(go))
		return 2;
	pid = fork();
	if (!pid) {
		close(ready[0]);
		close(go[1]);
		scan(&(struct run) { .deed = argv[1], .ready = ready[1], .go = go[0] }, argv[2]);
	}
	close(ready[1]);
	if (read(ready[0], &byte, 1) == 1)
		print_status(pid);
	close(go[1]);
	if (waitpid(pid, &status, 0) != pid)
		return 2;
	if (WIFSIGNALED(status))
		printf("%s\n", WTERMSIG(status) == SIGSYS ? "SIGSYS" : "another signal");
	else
		printf("exit %d\n", WEXITSTATUS(status));
	return 0;
}
