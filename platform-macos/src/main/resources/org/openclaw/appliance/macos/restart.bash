# Restarts the job $2 with the launchctl $1 from outside of the job: launchd ends the job's whole process group, and with it
# whoever asked from within. Job control gives what runs in the background a group of its own.
set -m
restart() {
  trap '' HUP TERM
  "$1" kickstart -k "$2"
  for ((look = 0; look < 15; look++)); do
    sleep "${3:-2}"
    if "$1" print "$2" | grep -q '^[[:space:]]*state = running$'; then
      return 0
    fi
  done
  "$1" kickstart "$2"
}
restart "$@" </dev/null >/dev/null 2>&1 &
