/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One message there, one back, over a pair of sockets that keep messages apart. The
 * helper sleeps in its receive, which also tells it when the program is gone.
 */
#include "io/helper.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/request.h"
#include "io/worker_private.h"

/* How long to wait for an answer, and for its end, which nothing but a signal can
 * hold up. */
#define ANSWER_S 1
#define LEAVE_NS (200 * MS)
#define NAP_NS (MS / 10)

struct helper {
	pid_t process;		/* whose it is */
	pid_t pid;		/* 0 = none, or reaped */
	int socket;		/* our end, or -1 */
	struct {
		helper_fn fn;
		void *context;
	} errands[HELPER_ERRANDS];
};

int helper_new(struct helper **helper)
{
	struct helper *h = calloc(1, sizeof(*h));

	if (!h)
		return -ENOMEM;
	h->process = getpid();
	h->socket = -1;
	*helper = h;
	return 0;
}

void helper_teach(struct helper *helper, enum helper_errand errand, helper_fn fn, void *context)
{
	helper->errands[errand].fn = fn;
	helper->errands[errand].context = context;
}

bool helper_has_started(const struct helper *helper)
{
	return helper && helper->socket >= 0 && helper->process == getpid();
}

/* ---- messages ---- */

union control {
	struct cmsghdr header;	/* for its alignment */
	char room[CMSG_SPACE(HELPER_DESCRIPTORS * sizeof(int))];
};

static struct msghdr header_of(struct iovec *vector, union control *control)
{
	return (struct msghdr) {
		.msg_iov = vector, .msg_iovlen = 1,
		.msg_control = control->room, .msg_controllen = sizeof(control->room),
	};
}

static int send_message(int fd, struct helper_message *message, const int *descriptors)
{
	struct iovec vector = { .iov_base = message, .iov_len = sizeof(*message) };
	union control control = { .room = "" };
	struct msghdr header = header_of(&vector, &control);
	size_t size, count = 0;

	while (descriptors && count < HELPER_DESCRIPTORS && descriptors[count] >= 0)
		count++;
	size = count * sizeof(int);
	if (count) {
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		control.header.cmsg_len = CMSG_LEN(size);
		memcpy(CMSG_DATA(&control.header), descriptors, size);
		header.msg_controllen = CMSG_SPACE(size);
	} else {
		header.msg_control = NULL;
		header.msg_controllen = 0;
	}
	return TEMP_FAILURE_RETRY(sendmsg(fd, &header, MSG_NOSIGNAL)) < 0 ? -errno : 0;
}

static void take_descriptors(struct msghdr *header, int descriptors[HELPER_DESCRIPTORS])
{
	struct cmsghdr *control = CMSG_FIRSTHDR(header);

	for (unsigned i = 0; i < HELPER_DESCRIPTORS; i++)
		descriptors[i] = -1;
	if (control && control->cmsg_level == SOL_SOCKET && control->cmsg_type == SCM_RIGHTS)
		memcpy(descriptors, CMSG_DATA(control), control->cmsg_len - CMSG_LEN(0));
}

/* -EPIPE: the other side is gone, or has sent what is no message. */
static int receive_message(int fd, struct helper_message *message,
			   int descriptors[HELPER_DESCRIPTORS])
{
	struct iovec vector = { .iov_base = message, .iov_len = sizeof(*message) };
	union control control = { .room = "" };
	struct msghdr header = header_of(&vector, &control);
	ssize_t n = TEMP_FAILURE_RETRY(recvmsg(fd, &header, MSG_CMSG_CLOEXEC));

	if (n < 0)
		return -errno;
	take_descriptors(&header, descriptors);
	return n == sizeof(*message) ? 0 : -EPIPE;
}

/* ---- in the helper ---- */

static void run_errand(const struct helper *helper, struct helper_message *message,
		       const int descriptors[HELPER_DESCRIPTORS])
{
	if (message->errand < HELPER_ERRANDS && helper->errands[message->errand].fn)
		message->result = helper->errands[message->errand].fn(
			helper->errands[message->errand].context, message->numbers, descriptors);
	else
		message->result = -EINVAL;
	for (unsigned i = 0; i < HELPER_DESCRIPTORS; i++)
		if (descriptors[i] >= 0)
			close(descriptors[i]);
}

/* Signals stay blocked: the program's handlers are not to run here. It ends when the
 * socket does. */
static void __attribute__((noreturn)) serve(const struct helper *helper, int fd)
{
	const struct worker_luggage luggage = { fd, -1, -1 };
	int descriptors[HELPER_DESCRIPTORS];
	struct helper_message message;

	if (worker_keep_only(&luggage))
		_exit(1);
	prctl(PR_SET_NAME, "volscan-helper");
	while (!receive_message(WORKER_WAKE_FD, &message, descriptors)) {
		run_errand(helper, &message, descriptors);
		if (send_message(WORKER_WAKE_FD, &message, NULL))
			break;
	}
	_exit(0);
}

/* ---- in the program ---- */

static pid_t fork_helper(const struct helper *helper, int fd)
{
	sigset_t all, old;
	pid_t pid;
	int error;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	pid = fork();
	if (!pid)
		serve(helper, fd);
	error = errno;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return pid < 0 ? -error : pid;
}

/* What it would answer later would be taken for the answer to something else. */
static void give_up(struct helper *helper)
{
	if (helper->socket >= 0)
		close(helper->socket);
	helper->socket = -1;
}

static void end(struct helper *helper)
{
	int64_t until = io_now_ns() + LEAVE_NS;

	give_up(helper);
	if (!helper->pid || helper->process != getpid())
		return;
	while (!waitpid(helper->pid, NULL, WNOHANG) && io_now_ns() < until)
		io_nap(NAP_NS);
	helper->pid = 0;
}

int helper_start(struct helper *helper)
{
	static const struct timeval patience = { .tv_sec = ANSWER_S };
	int ends[2];
	pid_t pid;

	end(helper);
	helper->process = getpid();
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return -errno;
	pid = setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) ?
	      -errno : fork_helper(helper, ends[1]);
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		return pid;
	}
	helper->socket = ends[0];
	helper->pid = pid;
	return 0;
}

int helper_send(struct helper *helper, enum helper_errand errand,
		uint64_t numbers[HELPER_NUMBERS], const int descriptors[HELPER_DESCRIPTORS])
{
	struct helper_message message = { .errand = errand };
	int none[HELPER_DESCRIPTORS], r;

	if (!helper_has_started(helper))
		return -EPIPE;
	memcpy(message.numbers, numbers, sizeof(message.numbers));
	r = send_message(helper->socket, &message, descriptors);
	if (!r)
		r = receive_message(helper->socket, &message, none);
	if (r) {
		give_up(helper);
		return -EPIPE;
	}
	if (!message.result)
		memcpy(numbers, message.numbers, sizeof(message.numbers));
	return message.result;
}

void helper_free(struct helper *helper)
{
	if (!helper)
		return;
	end(helper);
	free(helper);
}
