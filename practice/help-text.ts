/** What `--help` prints. No line is longer than 60 characters. */
export const helpText = `Usage: ./interview_practice.sh [options]

Drills you in defending EasyFlow. An answer is timed and
compared with key points; the claim behind it is then
proven on the running system, live.

  (no option)      the three pitches: 15 s, 30 s, 2 min
  --hostile        the six hostile questions
  --prove          no questions: run the first proof of
                   each, print one block each and a table
                   of verdicts. Needs no terminal
  --pushed         with --prove: every proof, and after each
                   question the last push, a second fault on
                   top
  --docker         run the system in containers: needs
                   Docker with compose, no Java, no Maven
  --only NAME      only this hostile question, for example
                   queue-fails
  --seed N         order of the questions and chance inside
                   the proofs (default: the deck's order, 1)
  --without NAME   with --prove: leave this defence out, to
                   see a proof fail; runs every proof of a
                   question. May be repeated
  -h, --help       this text

Without a terminal the questions and answers are printed.

Exit status: 0 every proof run holds (or none was asked
for), 1 one is violated, 2 one could not tell, 64 wrong
usage, 69 something it needs is missing, 70 crashed,
130 interrupted.
`
