/*
 * server.h -- real name servers (BIND's named) on loopback, one for each level of zones, and a socket
 * on which many questions to them are under way at once.
 *
 * No server holds two zones of which one lies below the other: a server answers from the deepest zone
 * that it has, so the zone above would never be asked.
 */
#ifndef ZW_TESTS_DIFFERENTIAL_SERVER_H
#define ZW_TESTS_DIFFERENTIAL_SERVER_H

#include "question.h"

#include <sys/types.h>

struct servers {
	const char *program; /* named */
	const char *folder;  /* of our own; a server's user may read it */
	pid_t pids[LEVELS];  /* 0: none */
	uint16_t ports[LEVELS];
	int socket;
};

/*
 * Writes the zones of WORLD by zone_file_print() into the folder, some owners in capitals, and starts a
 * named for each level that has any, as nobody where we are root; returns when all answer.
 */
MUST_USE enum status servers_start(struct servers *servers, const struct world *world,
				   struct err *err);
void servers_stop(struct servers *servers);

/* A question under way, and whoever asked it. */
struct asked {
	struct question question;
	void *owner;
	uint8_t packet[WIRE_QUESTION_MAX];
	size_t len;
	uint64_t sent_at; /* milliseconds; 0: it waits to be sent */
	unsigned tries;
	bool busy;
};

struct asker {
	void *context;
	/* The next question; false: there is none. OWNER may be set. */
	bool (*next)(void *context, struct asked *ret_asked);
	/* The answer to it; true: ASKED's question was changed and is to be asked too. */
	bool (*take)(void *context, struct asked *asked, const struct wire_answer *answer);
};

/* Asks until there is no more; FAILED where a server ceases to answer. */
MUST_USE enum status servers_ask(struct servers *servers, const struct asker *asker,
				 struct err *err);

#endif
