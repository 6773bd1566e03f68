/* ask.c -- many questions under way on one socket. */
#include "server.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "base/banned.h"

enum { WINDOW = 256, BATCH = 64, RESEND_AFTER = 1000, TRIES = 8 };

struct window {
	struct servers *servers;
	const struct asker *asker;
	struct asked slots[WINDOW]; /* the message id is the slot's number */
	unsigned busy;
	bool exhausted; /* no more questions */
};

static uint64_t now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000 + 1;
}

static void prepare(struct window *w, struct asked *asked)
{
	asked->len =
		wire_question(asked->packet, (uint16_t)(asked - w->slots), asked->question.name,
			      asked->question.len, (uint16_t)asked->question.type);
	asked->sent_at = 0;
	asked->tries = 0;
}

static void fill(struct window *w)
{
	for (unsigned i = 0; i < WINDOW && !w->exhausted; i++) {
		if (w->slots[i].busy)
			continue;
		w->slots[i].owner = NULL;
		if (!w->asker->next(w->asker->context, &w->slots[i])) {
			w->exhausted = true;
			return;
		}
		w->slots[i].busy = true;
		w->busy++;
		prepare(w, &w->slots[i]);
	}
}

/* Sends what waits, and again what waits for its answer for long. */
static enum status send_all(struct window *w, struct err *err)
{
	struct mmsghdr messages[WINDOW];
	struct iovec parts[WINDOW];
	struct sockaddr_in to[WINDOW];
	uint64_t time = now();
	unsigned n = 0;

	for (unsigned i = 0; i < WINDOW; i++) {
		struct asked *asked = &w->slots[i];

		if (!asked->busy || (asked->sent_at != 0 && time - asked->sent_at < RESEND_AFTER))
			continue;
		if (asked->tries++ == TRIES)
			return err_set(err, "the server of level %u does not answer",
				       asked->question.level);
		asked->sent_at = time;
		to[n] = (struct sockaddr_in){
			.sin_family = AF_INET,
			.sin_port = htons(w->servers->ports[asked->question.level]),
			.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		};
		parts[n] = (struct iovec){asked->packet, asked->len};
		memset(&messages[n], 0, sizeof(messages[n]));
		messages[n].msg_hdr.msg_name = &to[n];
		messages[n].msg_hdr.msg_namelen = sizeof(to[n]);
		messages[n].msg_hdr.msg_iov = &parts[n];
		messages[n].msg_hdr.msg_iovlen = 1;
		n++;
	}
	for (unsigned sent = 0; sent < n;) {
		int count = sendmmsg(w->servers->socket, messages + sent, n - sent, 0);

		/* a server that has ended makes an error here: it shows by its silence */
		sent += count > 0 ? (unsigned)count : 1;
	}
	return OK;
}

static void take(struct window *w, const uint8_t *octets, size_t len, uint16_t port)
{
	static struct wire_answer answer;
	struct asked *asked;

	if (!wire_read(octets, len, &answer) || answer.id >= WINDOW)
		return;
	asked = &w->slots[answer.id];
	/* what comes late, for a question sent twice, is not for the slot's question of now: its
	 * question section says so */
	if (!asked->busy || port != w->servers->ports[asked->question.level] ||
	    len < 12u + asked->question.len + 4u ||
	    memcmp(octets + 12, asked->packet + 12, asked->question.len + 4u) != 0)
		return;
	if (w->asker->take(w->asker->context, asked, &answer)) {
		prepare(w, asked);
		return;
	}
	asked->busy = false;
	w->busy--;
}

static void receive(struct window *w)
{
	static uint8_t octets[BATCH][WIRE_ANSWER_MAX];
	struct mmsghdr messages[BATCH];
	struct iovec parts[BATCH];
	struct sockaddr_in from[BATCH];
	struct pollfd ready = {w->servers->socket, POLLIN, 0};
	int count;

	if (poll(&ready, 1, RESEND_AFTER / 4) <= 0)
		return;
	memset(messages, 0, sizeof(messages));
	for (unsigned i = 0; i < BATCH; i++) {
		parts[i] = (struct iovec){octets[i], sizeof(octets[i])};
		messages[i].msg_hdr.msg_name = &from[i];
		messages[i].msg_hdr.msg_namelen = sizeof(from[i]);
		messages[i].msg_hdr.msg_iov = &parts[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	count = recvmmsg(w->servers->socket, messages, BATCH, MSG_DONTWAIT, NULL);
	for (int i = 0; i < count; i++)
		take(w, octets[i], messages[i].msg_len, ntohs(from[i].sin_port));
}

enum status servers_ask(struct servers *servers, const struct asker *asker, struct err *err)
{
	struct window *w = calloc(1, sizeof(*w));
	enum status status = OK;

	if (w == NULL)
		out_of_memory();
	w->servers = servers;
	w->asker = asker;
	for (;;) {
		fill(w);
		if (w->busy == 0)
			break;
		status = send_all(w, err);
		if (status != OK)
			break;
		receive(w);
	}
	free(w);
	return status;
}
