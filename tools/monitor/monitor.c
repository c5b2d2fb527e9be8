/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The command: what is to be there before the first keeper, and to go with the last one.
 */
#include "monitor/monitor.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "log.h"
#include "monitor/notify.h"

#define INTERVAL_S 300
#define INTERVAL_MAX_S 2000000	/* so that milliseconds are a number too */
#define WAITING_MAX 128		/* clients whose turn has not come */

/* ------------------------------------------------------------------------
 * What was asked for
 */

static bool take_interval(struct monitor *m, const char *text)
{
	char *end = NULL;
	unsigned long seconds = text ? strtoul(text, &end, 10) : INTERVAL_S;

	if (text && (*text < '0' || *text > '9' || *end || seconds > INTERVAL_MAX_S)) {
		log_error("--interval %s: give a number of seconds, up to %d; 0 = never.", text,
			  INTERVAL_MAX_S);
		return false;
	}
	m->interval_ms = (unsigned)seconds * 1000;
	return true;
}

static bool take_group(struct monitor *m, const char *name)
{
	struct group group, *found = NULL;
	char room[16384];

	if (name && getgrnam_r(name, &group, room, sizeof(room), &found))
		found = NULL;
	m->group = found ? found->gr_gid : (gid_t)-1;
	if (!name || found)
		return true;
	log_error("--group %s: there is no such group. \"groupadd --system %s\" makes it.", name, name);
	return false;
}

static bool take_socket_path(struct monitor *m, const char *path)
{
	const char *dir = volscan_setting_string(m->tool->vs, "global/run_dir");

	if (path)
		m->socket_path = strdup(path);
	else if (mkdir(dir, 0755) && errno != EEXIST)
		log_error("The run directory %s cannot be made: %s. The setting global/run_dir names "
			  "another, or --socket a path.", dir, strerror(errno));
	else if (asprintf(&m->socket_path, "%s/monitor", dir) < 0)
		m->socket_path = NULL;
	return m->socket_path;
}

static bool take_options(struct monitor *m)
{
	const struct options *o = &m->tool->options;

	return take_interval(m, o->interval) && take_group(m, o->group) &&
	       take_socket_path(m, o->socket);
}

/* ------------------------------------------------------------------------
 * The socket
 */

static bool is_answered(int fd, const struct sockaddr_un *address)
{
	return !connect(fd, (const struct sockaddr *)address, sizeof(*address)) || errno == EAGAIN;
}

/* What a monitor has left that was killed is replaced. */
static int bind_to(int fd, const struct sockaddr_un *address)
{
	mode_t mask = umask(0117);
	int r = bind(fd, (const struct sockaddr *)address, sizeof(*address)) ? -errno : 0;

	umask(mask);
	return r;
}

static int take_place(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), r;
	struct stat st;

	if (fd < 0)
		return -errno;
	r = bind_to(fd, address);
	if (r == -EADDRINUSE && !lstat(address->sun_path, &st) && !S_ISSOCK(st.st_mode)) {
		r = -EEXIST;
	} else if (r == -EADDRINUSE && !is_answered(fd, address)) {
		unlink(address->sun_path);
		r = bind_to(fd, address);
	}
	if (!r)
		return fd;
	close(fd);
	return r;
}

/* -EADDRINUSE if there is a monitor. */
static int listen_at(const struct monitor *m)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(m->socket_path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	strcpy(address.sun_path, m->socket_path);
	fd = take_place(&address);
	if (fd < 0)
		return fd;
	if (m->group != (gid_t)-1 && chown(m->socket_path, (uid_t)-1, m->group))
		log_warn("%s cannot be given to the group: %s", m->socket_path, strerror(errno));
	if (listen(fd, WAITING_MAX) || fcntl(fd, F_SETFL, O_NONBLOCK)) {
		close(fd);
		return -errno;
	}
	return fd;
}

static bool open_socket(struct monitor *m)
{
	m->listen_fd = listen_at(m);
	if (m->listen_fd >= 0)
		return true;
	if (m->listen_fd == -EADDRINUSE)
		log_error("There is a monitor at %s already.", m->socket_path);
	else
		log_error("Cannot listen at %s: %s.", m->socket_path, strerror(-m->listen_fd));
	return false;
}

/* ------------------------------------------------------------------------
 * A process of its own
 */

void monitor_close_from(int first)
{
	int fd, end = getdtablesize();

	if (syscall(SYS_close_range, (unsigned)first, ~0u, 0u))
		for (fd = first; fd < end; fd++)
			close(fd);
}

static bool write_pid(const char *path)
{
	FILE *out = fopen(path, "we");
	bool failed = !out || fprintf(out, "%ld\n", (long)getpid()) < 0;

	if (out && fclose(out))
		failed = true;
	if (failed)
		log_error("--pidfile: cannot write %s: %s", path, strerror(errno));
	return !failed;
}

/* It stays in its directory, which paths may begin in. */
bool monitor_leave_terminal(const struct options *o)
{
	const char *log = o->log_file ? o->log_file : "/dev/null";
	int null = o->foreground ? -1 : open("/dev/null", O_RDWR | O_CLOEXEC);
	int fd = o->foreground ? -1 :
		 open(log, O_WRONLY | O_APPEND | O_CREAT | O_NOCTTY | O_CLOEXEC, 0640);

	if (o->foreground)
		return true;
	if (fd < 0)
		log_error("--logfile: cannot write to %s: %s", log, strerror(errno));
	if (fd < 0 || null < 0)
		return false;
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	close(null);
	close(fd);
	return true;
}

static int run(struct monitor *m, int ready)
{
	const struct options *o = &m->tool->options;
	int news[2], status;

	m->alive_ms = notify_watchdog_ms();
	if (o->pid_file && !write_pid(o->pid_file))
		return STATUS_FAILED;
	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, news)) {
		log_error("The monitor cannot start: %s.", strerror(errno));
		return STATUS_FAILED;
	}
	m->news_fd = news[0];
	status = supervise(m, news[1], ready);
	if (o->pid_file)
		unlink(o->pid_file);
	if (o->textfile)
		unlink(o->textfile);
	return status;
}

/* The one who waits for a daemon hears of it when there is something to ask. */
static int wait_for(int ready)
{
	char byte;
	ssize_t n;

	while ((n = read(ready, &byte, 1)) < 0 && errno == EINTR)
		;
	close(ready);
	return n == 1 ? STATUS_OK : STATUS_FAILED;
}

static int detach(struct monitor *m)
{
	int ready[2], status;
	pid_t pid;

	if (pipe2(ready, O_CLOEXEC) || (fflush(NULL), pid = fork()) < 0) {
		log_error("The monitor cannot start: %s.", strerror(errno));
		return STATUS_FAILED;
	}
	if (pid) {
		close(ready[1]);
		return wait_for(ready[0]);
	}
	close(ready[0]);
	setsid();
	status = run(m, ready[1]);
	unlink(m->socket_path);
	_exit(status);
}

int monitor_command(struct tool *tool)
{
	struct monitor m = { .tool = tool, .listen_fd = -1 };
	int status = STATUS_FAILED;

	setenv("TZ", ":/etc/localtime", 0);	/* as answers may open no file */
	tzset();
	if (!tool->options.foreground)
		monitor_close_from(STDERR_FILENO + 1);	/* they are of who has started it */
	if (!take_options(&m)) {
		status = STATUS_USAGE;
	} else if (open_socket(&m)) {
		status = tool->options.foreground ? run(&m, -1) : detach(&m);
		if (status || tool->options.foreground)
			unlink(m.socket_path);
		close(m.listen_fd);
	}
	free(m.socket_path);
	return status;
}
