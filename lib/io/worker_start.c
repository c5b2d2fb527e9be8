/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A worker process begins and ends; seen from its parent.
 *
 * It is forked, not cloned or spawned: the engine in it may need memory and
 * threads, for which the C library prepares a child of fork() only. Signals are
 * blocked until it has put the program's handlers away. The kernel is asked to
 * kill it with us only if the forking thread is the process' first, since it
 * would also do so when any other thread ends; in every case it watches a pipe
 * whose other end only we have.
 *
 * Nobody waits for it to end for longer than a moment: it may be stuck.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "io/engine.h"
#include "io/worker_private.h"

/* How long to wait for a worker to be ready (and how often to see whether it still
 * lives), to say that it stays behind, to have left, and to have died when killed. */
#define READY_NS (5000 * MS)
#define LOOK_NS (10 * MS)
#define LINGER_NS (50 * MS)
#define LEAVE_NS (5 * MS)
#define DIE_NS (50 * MS)
#define NAP_NS (MS / 5)

#ifndef MFD_NOEXEC_SEAL		/* Linux 6.3 */
#define MFD_NOEXEC_SEAL 0x0008U
#endif

void *worker_map(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

/* Memory that is a file too, so that later calls can look at it: through /proc/PID/fd
 * of its process. -1 = the kernel has no such files. */
static int make_file(size_t size)
{
	int fd = memfd_create(WORKER_NAME, MFD_CLOEXEC | MFD_NOEXEC_SEAL);

	if (fd < 0 && errno == EINVAL)
		fd = memfd_create(WORKER_NAME, MFD_CLOEXEC);
	if (fd >= 0 && ftruncate(fd, (off_t) size)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static void *map_file(int fd, size_t size)
{
	void *memory;

	if (fd < 0)
		return worker_map(size);
	memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, fd, 0);
	return memory == MAP_FAILED ? NULL : memory;
}

/* ---- sleep and wake, across processes ---- */

void worker_sleep(struct bell *bell, int64_t ns)
{
	struct timespec timeout = { .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };

	if (ns > 0)
		syscall(SYS_futex, &bell->armed, FUTEX_WAIT, 1, &timeout, NULL, 0);
}

void worker_wake(struct bell *bell)
{
	syscall(SYS_futex, &bell->armed, FUTEX_WAKE, 1, NULL, NULL, 0);
}

/* A full pipe has bytes enough to wake it. */
void worker_ring(struct worker *worker)
{
	ssize_t r = write(worker->wake, "", 1);

	(void) r;
}

/* ---- beginning ---- */

static void close_file(struct worker *worker)
{
	if (worker->file >= 0)
		close(worker->file);
	worker->file = -1;
}

static void close_pipe(struct worker *worker)
{
	if (worker->wake >= 0)
		close(worker->wake);
	if (worker->lifeline >= 0)
		close(worker->lifeline);
	worker->wake = worker->lifeline = -1;
}

void worker_forget(struct worker *worker)
{
	close_pipe(worker);
	close_file(worker);
	if (worker->memory)
		munmap(worker->memory, slots_size(worker->slots.count));
	worker->memory = NULL;
}

int worker_view(struct worker *worker, int file, unsigned count)
{
	worker->memory = map_file(file, slots_size(count));
	if (!worker->memory)
		return -errno;
	slots_view(&worker->slots, worker->memory, count);
	return 0;
}

static int prepare(struct worker *worker, unsigned count)
{
	int ends[2], r;

	worker->file = make_file(slots_size(count));
	r = worker_view(worker, worker->file, count);
	if (r)
		return r;
	worker->slots.head->version = SLOT_VERSION;
	worker->slots.head->count = count;
	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	worker->lifeline = ends[0];
	worker->wake = ends[1];
	return fcntl(worker->wake, F_SETFL, O_NONBLOCK) ? -errno : 0;
}

/* In the process. Whatever goes wrong is told by `head`. */
static void live(struct io_engine *e, struct worker *worker, bool dies_with_thread)
{
	const struct worker_luggage luggage = {
		worker->lifeline, worker->file, e->event ? e->event : -1,
	};
	struct slot_head *head = worker->slots.head;
	int r = worker_leave_home(&luggage, e->process.pid, dies_with_thread);

	if (!r)
		worker_child(&worker->slots, e->bell, e->event ? WORKER_EVENT_FD : 0, e->inner,
			     e->helper);
	head->error = r;
	atomic_store(&head->started, 1);
	_exit(1);
}

int worker_fork(struct io_engine *e, struct worker *worker)
{
	bool first_thread = getpid() == gettid();
	sigset_t all, old;
	int error;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	worker->pid = fork();
	if (!worker->pid)
		live(e, worker, first_thread);
	error = errno;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (worker->pid < 0) {
		worker->pid = 0;
		return -error;
	}
	worker->start = worker_start_time(worker->pid);
	return 0;
}

/* Until it is ready, and not longer than it lives. */
static int wait_until_ready(struct io_engine *e, struct worker *worker)
{
	struct slot_head *head = worker->slots.head;
	int64_t end = io_now_ns() + READY_NS;

	while (!atomic_load(&head->started)) {
		if (worker_is_dead(worker))
			return atomic_load(&head->started) ? head->error : -ECHILD;
		if (io_now_ns() > end)
			return -ETIMEDOUT;
		bell_arm(e->bell);
		if (!atomic_load(&head->started))
			worker_sleep(e->bell, LOOK_NS);
		bell_disarm(e->bell);
	}
	return head->error;
}

/* The helper is forked while the first worker sets itself up. */
static int begin(struct io_engine *e, struct worker *worker)
{
	int r;

	if (worker->number && helper_has_started(e->helper)) {
		worker->helper = e->helper;
		r = worker_fork_by_helper(e, worker);
	} else {
		r = worker_fork(e, worker);
	}
	close_file(worker);
	if (!r && !worker->number)
		worker_start_helper(e);
	return r;
}

static void say_passed_over(const struct io_engine *e, const struct slot_head *head,
			    const struct worker_candidate **chosen)
{
	for (unsigned i = 0; i < head->candidate; i++)
		io_engine_passed_over(e->log, chosen[i]->ops->name, head->errors[i],
				      chosen[i + 1]->ops->name);
}

int worker_start(struct io_engine *e, unsigned number)
{
	const struct worker_candidate *chosen[SLOT_CANDIDATES];
	struct worker *worker = &e->workers[number];
	int r = -ENOENT;

	*worker = (struct worker) { .wake = -1, .lifeline = -1, .file = -1, .number = number };
	if (worker_choose(e->inner, chosen))
		r = prepare(worker, e->depth);
	if (!r)
		r = begin(e, worker);
	if (!r)
		r = wait_until_ready(e, worker);
	if (r) {
		worker_dismiss(worker, false, false);
		return r;
	}
	e->inner_ops = chosen[worker->slots.head->candidate]->ops;
	if (!number)
		say_passed_over(e, worker->slots.head, chosen);
	return 0;
}

/* ---- end ---- */

/* The program may have reaped it for us: then it is no child of ours any more. */
bool worker_is_dead(struct worker *worker)
{
	pid_t r;

	if (!worker->pid)
		return true;
	if (worker->is_helpers)
		return worker_is_dead_to_helper(worker);
	r = waitpid(worker->pid, NULL, WNOHANG);
	if (!r || (r < 0 && errno == EINTR))
		return false;
	worker->pid = 0;
	return true;
}

/* It has to have seen that it stays before we end and it would be killed with us. */
static bool has_settled(struct worker *worker, bool linger)
{
	return worker_is_dead(worker) ||
	       (linger && atomic_load(&worker->slots.head->lingering));
}

static void wait_until_settled(struct worker *worker, bool linger, int64_t ns)
{
	int64_t end = io_now_ns() + ns;

	while (!has_settled(worker, linger) && io_now_ns() < end)
		io_nap(NAP_NS);
}

/* One that is stopped needs to be killed; one that is stuck ends of it later. The
 * others are gone in no time, and it is not for the program to reap them. */
static void kill_and_reap(struct worker *worker)
{
	if (worker_is_dead(worker))
		return;
	if (worker->helper)
		worker_kill_by_helper(worker);
	else
		kill(worker->pid, SIGKILL);
	wait_until_settled(worker, false, DIE_NS);
}

void worker_dismiss(struct worker *worker, bool linger, bool in_haste)
{
	if (worker->pid) {
		atomic_store(&worker->slots.head->quit, linger ? SLOT_LINGER : SLOT_LEAVE);
		worker_ring(worker);
		if (linger || !in_haste)
			wait_until_settled(worker, linger, linger ? LINGER_NS : LEAVE_NS);
		if (!linger)
			kill_and_reap(worker);
	}
	worker_forget(worker);
}
