/* commands.c -- the table of commands, and what their help says. */
#include "options.h"

#include "base/banned.h"

static const char *const check_paragraphs[] = {
	"PATH is a project file (`zonewarrant.yaml`), a folder, or a source file. With none, the "
	"project "
	"file is looked for here and in the folders above. A file or folder inside a project "
	"limits what "
	"is reported, never what is read: hooks and editors name single files, and the whole "
	"estate is "
	"still checked. A folder without a project file is read as if every file in it that a "
	"front end "
	"recognises were a source. `-`, alone, is standard input.",
	"Findings go to standard output, sorted by file, line, column and rule. The same input "
	"gives the "
	"same output, byte for byte; nothing is read from the network, and no clock but `--now`.",
	"With `--base REV` the configuration is checked as it is in that git revision too, and "
	"only what is not found there is reported, and decides the exit status. A finding is the "
	"same where its fingerprint is, whatever line it moved to. REV is read from the object "
	"store: the work tree is not touched. A folder or file may stand for it; a word that is "
	"both is refused (`./main` is the path, `refs/heads/main` the branch).",
	NULL,
};

static const char *const plan_paragraphs[] = {
	"Checks first, as `check` does, and reports. With a finding that reaches `--fail-on`, an "
	"error "
	"that is not waived, or a source that could not be read, nothing is written. The bundle is "
	"written whole or not at all; its folder may not exist yet. No private key is ever in it.",
	"With the exports of what exists, the `snapshot` of the project file or `--snapshot DIR`, "
	"it "
	"holds only what differs: what exists as it is declared gives no step, and what nobody "
	"declares stays. Deleted is what the base declared and the configuration does not "
	"(`--base`, or `--previous`), and in a zone with `prune: true` all that is not declared. "
	"Without them, everything is to be created.",
	NULL,
};

static const char *const verify_paragraphs[] = {
	"Says before the apply whether the bundle in DIR is whole (the digests of its manifest, "
	"and nothing "
	"else in the folder), signed (with `--key`), and current: the sources and the snapshot of "
	"the project "
	"(PATH, as for `check`) are still those that it was made from. Without `--key` nothing "
	"says who wrote it.",
	"A line for each difference says what to do. The status is 1 where something differs, and "
	"2 where the "
	"sources of today cannot be found.",
	NULL};

static const char *const init_paragraphs[] = {
	"`--snapshot-script` writes a shell script that exports what exists in all accounts and "
	"regions of the "
	"estate with the AWS CLI, into the folder that the project file calls `snapshot`. It takes "
	"on a role that "
	"can only read: `sh FILE --policy` prints its policy, `--roles` its name in each account, "
	"`--help` the rest. "
	"Write it anew when accounts or regions come to the estate. Findings do not stop it, "
	"sources that cannot be "
	"read do.",
	NULL};

static const char *const export_paragraphs[] = {
	"`--to zones` writes one file for each zone, those that an estate derives included, to a "
	"folder that may not exist yet, and `--to octodns` a configuration of octoDNS with its "
	"zone "
	"files, which reads the same again; what has no form there is a comment. `--to json` "
	"writes "
	"the whole model, from whichever formats it was read, to standard output or the file of "
	"`--output` (docs/schema/model.schema.json). Findings do not stop an export, sources that "
	"cannot be read do.",
	NULL,
};

static const char *const query_paragraphs[] = {
	"Asks the configuration what NAME will be answered, type `A` unless TYPE says another, and "
	"reads like dig: status, answer, and what decided it, with file, line and column. Publicly "
	"that follows the delegations; in a VPC, Resolver rules, private zones and interface "
	"endpoints come first. What the estate does not hold is UNKNOWN, never guessed.",
	"The status is 0 whatever the answer is, 2 for a NAME, TYPE or view that is none.", NULL};

static const char *const prove_paragraphs[] = {
	"Walks the classes of questions that anybody can ask, in every public zone, delegated or "
	"not, for each private name and each private domain of the whole estate, whichever PATH of "
	"it is given: `proved`, `refuted` with a query that the zones answer, or `unknown` with "
	"what is missing. `assumes: route53-ent` stands where an empty non-terminal alone keeps a "
	"wildcard away, which is as RFC 4592 has it and AWS does not say.",
	"The status is 1 where something is refuted.", NULL};

static const char *const diff_paragraphs[] = {
	"Compares what two configurations answer, not their text: which names begin or cease to "
	"resolve publicly, which a VPC asks elsewhere, which other answers change and for whom, "
	"and which names lose their certificate. Names whose chains lead to a changed answer are "
	"listed with it.",
	"BASE and HEAD are git revisions (`main`, `HEAD~1`, a hash), read from the object store "
	"without touching the work tree, or folders or files, each read by itself. Without HEAD, "
	"BASE is compared with the project in the folder. In a revision the project is looked for "
	"at the same path. A word that is both a path and a revision is refused: `./main` is the "
	"path, `refs/heads/main` the branch.",
	"The status is 0 whatever changes, and 1 where a finding of the rules `shield-removed` and "
	"`san-removed-in-use` reaches `--fail-on`, or where a source cannot be read.",
	NULL};

static const char *const no_paragraphs[] = {NULL};

static const struct command commands[] = {
	{COMMAND_CHECK, "check", "[PATH…]", 0, SIZE_MAX,
	 "read the configuration, run the rules, report", check_paragraphs},
	{COMMAND_PLAN, "plan", "-o DIR [PATH…]", 0, SIZE_MAX,
	 "check, then write the bundle for the apply stage", plan_paragraphs},
	{COMMAND_VERIFY, "verify", "DIR [PATH…]", 1, SIZE_MAX,
	 "say whether a bundle is whole, signed and current", verify_paragraphs},
	{COMMAND_INIT, "init", "--snapshot-script [PATH…]", 0, SIZE_MAX,
	 "write the script that exports what exists", init_paragraphs},
	{COMMAND_EXPORT, "export", "--to FORMAT [PATH…]", 0, SIZE_MAX,
	 "write the zones in another format, or the model as JSON", export_paragraphs},
	{COMMAND_QUERY, "query", "NAME [TYPE]", 1, 2,
	 "ask what the configuration will answer, in one view", query_paragraphs},
	{COMMAND_PROVE, "prove", "[PATH…]", 0, SIZE_MAX,
	 "prove that no public query resolves a private name", prove_paragraphs},
	{COMMAND_DIFF, "diff", "BASE [HEAD]", 1, 2,
	 "say which answers change between two configurations, and for whom", diff_paragraphs},
	{COMMAND_EXPLAIN, "explain", "RULE", 1, 1, "print the documentation of one rule",
	 no_paragraphs},
	{COMMAND_RULES, "rules", "", 0, 0, "print the table of all rules", no_paragraphs},
	{COMMAND_HELP, "help", "[COMMAND]", 0, 1, "print the help of the program or of a command",
	 no_paragraphs},
};

_Static_assert(COUNT_OF(commands) == COMMANDS, "every command has its line");

const struct command *commands_all(size_t *ret_count)
{
	*ret_count = COUNT_OF(commands);
	return commands;
}
