/* server.c -- starts and stops the servers. */
#include "server.h"

#include "source/limits.h"
#include "zones.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/banned.h"

enum { NOBODY = 65534, READY_TRIES = 2000 };

/* ---- files ------------------------------------------------------------------------------------- */

static enum status write_file(const char *path, const struct buf *content, struct err *err)
{
	FILE *file = fopen(path, "we");

	if (file == NULL)
		return err_set(err, "%s: %s", path, strerror(errno));
	(void)fwrite(content->ptr, 1, content->len, file);
	if (fclose(file) != 0)
		return err_set(err, "%s: %s", path, strerror(errno));
	return OK;
}

/* Owners in capitals, of every second record by chance: the exporter writes lower case. A letter is
 * never a part of an escape (`\DDD`), so the name stays the same (RFC 4343). */
static void change_case(struct buf *text, uint64_t seed)
{
	struct random random = {seed};
	bool owner = true, change = false;

	for (size_t i = 0; i < text->len; i++) {
		char *c = &text->ptr[i];

		if (i == 0 || text->ptr[i - 1] == '\n') {
			owner = *c != ';' && *c != '$';
			change = random_chance(&random, 50);
		}
		if (*c == ' ')
			owner = false;
		if (owner && change && ascii_is_alpha(*c) && random_chance(&random, 70))
			*c ^= 0x20;
	}
}

static const char *const options =
	"options {\n"
	"  directory \"%s\"; pid-file none; session-keyfile none;\n"
	"  listen-on port %u { 127.0.0.1; }; listen-on-v6 { none; };\n"
	"  recursion no; minimal-responses yes; zero-no-soa-ttl no; allow-query { any; };\n"
	"  empty-zones-enable no; dnssec-validation no; notify no; max-udp-size 4096;\n"
	"  check-names primary ignore; check-integrity no; check-wildcard no; check-mx ignore;\n"
	"  check-mx-cname ignore; check-srv-cname ignore; check-spf ignore; check-sibling no;\n"
	"  notify-to-soa no; zone-statistics none;\n"
	"};\n"
	"controls { };\n"
	"logging { category default { default_stderr; }; category lame-servers { null; }; };\n";

static enum status write_zones(const struct servers *servers, const struct world *world,
			       unsigned level, struct err *err)
{
	struct buf config CLEANUP(buf_free), text CLEANUP(buf_free);
	struct arena scratch CLEANUP(arena_free);
	const char *path;

	arena_init(&scratch);
	buf_init(&config, LIMIT_OUTPUT);
	buf_init(&text, LIMIT_OUTPUT);
	buf_printf(&config, options, servers->folder, servers->ports[level]);
	for (size_t i = 0; i < world->model.zones.n; i++) {
		const struct zone *zone = world->index.zones[i].zone;

		if (world->levels[i] != level)
			continue;
		buf_clear(&text);
		zone_file_print(&text, zone, &scratch);
		change_case(&text, i);
		path = arena_printf(&scratch, "%s/%zu.zone", servers->folder, i);
		TRY(write_file(path, &text, err));
		buf_printf(&config, "zone \"%s\" { type primary; file \"%s\"; };\n",
			   dname_text(&scratch, zone->name), path);
	}
	return write_file(arena_printf(&scratch, "%s/named-%u.conf", servers->folder, level),
			  &config, err);
}

/* ---- processes --------------------------------------------------------------------------------- */

static struct sockaddr_in loopback(uint16_t port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
}

/* A port of loopback that nothing has, neither UDP nor TCP; 0: none was found. */
static uint16_t free_port(void)
{
	for (unsigned i = 0; i < 100; i++) {
		struct sockaddr_in address = loopback(0);
		socklen_t len = sizeof(address);
		int tcp = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		int udp = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		bool free = bind(tcp, (struct sockaddr *)&address, len) == 0 &&
			    getsockname(tcp, (struct sockaddr *)&address, &len) == 0 &&
			    bind(udp, (struct sockaddr *)&address, len) == 0;

		(void)close(tcp);
		(void)close(udp);
		if (free)
			return ntohs(address.sin_port);
	}
	return 0;
}

NORETURN static void become_server(const struct servers *servers, const char *config,
				   const char *log)
{
	int out = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (out < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(out, STDERR_FILENO) < 0)
		_exit(126);
	if (geteuid() == 0 &&
	    (setgroups(0, NULL) != 0 || setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
		_exit(126);
	/* no server outlives a test that is stopped; setuid() would undo it */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
		_exit(126);
	(void)execl(servers->program, servers->program, "-c", config, "-g", "-n", "1",
		    (char *)NULL);
	_exit(127);
}

static enum status start_level(struct servers *servers, const struct world *world, unsigned level,
			       struct err *err)
{
	struct arena scratch CLEANUP(arena_free);
	const char *config, *log;

	arena_init(&scratch);
	config = arena_printf(&scratch, "%s/named-%u.conf", servers->folder, level);
	log = arena_printf(&scratch, "%s/named-%u.log", servers->folder, level);
	servers->ports[level] = free_port();
	if (servers->ports[level] == 0)
		return err_set(err, "no free port on loopback");
	TRY(write_zones(servers, world, level, err));
	servers->pids[level] = fork();
	if (servers->pids[level] < 0) {
		servers->pids[level] = 0;
		return err_set(err, "fork: %s", strerror(errno));
	}
	if (servers->pids[level] == 0)
		become_server(servers, config, log);
	return OK;
}

/* Whether the server of LEVEL answers the SOA of ZONE. */
static bool is_ready(const struct servers *servers, unsigned level, const struct zone *zone)
{
	static struct wire_answer answer;
	struct sockaddr_in address = loopback(servers->ports[level]);
	uint8_t packet[WIRE_QUESTION_MAX], reply[WIRE_ANSWER_MAX];
	size_t len =
		wire_question(packet, (uint16_t)level, zone->name->wire, zone->name->len, RR_SOA);
	int udp = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct pollfd wait = {udp, POLLIN, 0};
	bool ready = false;
	ssize_t got;

	if (connect(udp, (struct sockaddr *)&address, sizeof(address)) == 0 &&
	    send(udp, packet, len, 0) == (ssize_t)len && poll(&wait, 1, 100) == 1) {
		got = recv(udp, reply, sizeof(reply), MSG_DONTWAIT);
		ready = got > 0 && wire_read(reply, (size_t)got, &answer) && answer.n > 0 &&
			answer.records[0].type == RR_SOA;
	}
	(void)close(udp);
	return ready;
}

static enum status await_level(struct servers *servers, const struct world *world, unsigned level,
			       struct err *err)
{
	/* named answers before it has loaded everything: each zone has to be there */
	for (size_t i = 0; i < world->model.zones.n; i++) {
		unsigned tries = READY_TRIES;

		if (world->levels[i] != level)
			continue;
		while (!is_ready(servers, level, world->index.zones[i].zone)) {
			if (waitpid(servers->pids[level], NULL, WNOHANG) != 0) {
				servers->pids[level] = 0;
				return err_set(err, "named ended: see its log");
			}
			if (--tries == 0)
				return err_set(err, "named does not serve %s",
					       dname_text(world->model.arena,
							  world->index.zones[i].zone->name));
			(void)usleep(5000);
		}
	}
	return OK;
}

static bool has_level(const struct world *world, unsigned level)
{
	for (size_t i = 0; i < world->model.zones.n; i++)
		if (world->levels[i] == level)
			return true;
	return false;
}

enum status servers_start(struct servers *servers, const struct world *world, struct err *err)
{
	int room = 4 * 1024 * 1024;

	/* named wants to be able to write where it works */
	if (geteuid() == 0 && chown(servers->folder, NOBODY, NOBODY) != 0)
		return err_set(err, "%s: %s", servers->folder, strerror(errno));
	servers->socket = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (servers->socket < 0)
		return err_set(err, "socket: %s", strerror(errno));
	(void)setsockopt(servers->socket, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	for (unsigned level = 0; level < LEVELS; level++)
		if (has_level(world, level))
			TRY(start_level(servers, world, level, err));
	for (unsigned level = 0; level < LEVELS; level++)
		if (servers->pids[level] != 0)
			TRY(await_level(servers, world, level, err));
	return OK;
}

void servers_stop(struct servers *servers)
{
	for (unsigned level = 0; level < LEVELS; level++) {
		if (servers->pids[level] == 0)
			continue;
		(void)kill(servers->pids[level], SIGKILL);
		(void)waitpid(servers->pids[level], NULL, 0);
		servers->pids[level] = 0;
	}
	if (servers->socket >= 0)
		(void)close(servers->socket);
	servers->socket = -1;
}
