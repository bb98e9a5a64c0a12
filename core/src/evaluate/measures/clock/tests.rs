use super::*;
use crate::rules::{Comparator, Extend, LimitValue, Of, Pause, Selector};
use proptest::prelude::*;
use std::sync::LazyLock;

static CALENDAR: LazyLock<WorkingDays> = LazyLock::new(WorkingDays::built_in);

fn day(text: &str) -> Day {
    text.parse().unwrap_or_default()
}

/// A day, or a day and an hour: `2022-10-08 16:30`.
fn at(text: &str) -> At {
    let (date, hour) = text
        .split_once(' ')
        .map_or((text, None), |(date, hour)| (date, hour.split_once(':')));
    let second = hour.and_then(|(hour, minute)| {
        Some(hour.parse::<i64>().ok()? * 3_600 + minute.parse::<i64>().ok()? * 60)
    });
    At {
        day: day(date),
        second,
    }
}

fn all(text: &str) -> Vec<At> {
    let mut all: Vec<At> = text
        .split('、')
        .filter(|one| !one.is_empty())
        .map(at)
        .collect();
    all.in_order();
    all
}

fn duration(text: &str) -> Duration {
    Duration::parse(text).unwrap_or(Duration {
        number: -1,
        unit: DurationUnit::Days,
    })
}

fn plain() -> Clock {
    Clock {
        id: "reply".to_owned(),
        of: Of::Request,
        filter: Selector::everything(),
        start: "received".to_owned(),
        stop: "answered".to_owned(),
        runs: Runs::Limit(LimitValue::Fixed(Literal::Number(0))),
        restart: Some("corrected".to_owned()),
        pauses: vec![Pause {
            from: "consult_sent".to_owned(),
            to: "opinion_received".to_owned(),
            at_most: Some(duration("15 working days")),
        }],
        extend: Some(Extend {
            by: "extension_told".to_owned(),
            to: None,
            at_most: Some(duration("20 working days")),
            asked_before_due: true,
            ends_at: None,
        }),
        ends_at: None,
        postpone: false,
    }
}

/// What a test says of one record and its clock.
struct Told {
    clock: Clock,
    limit: Option<&'static str>,
    events: Events,
    as_of: &'static str,
    replies_known: bool,
}

impl Told {
    fn new(limit: &'static str, start: &str, stop: &str, as_of: &'static str) -> Told {
        Told {
            clock: plain(),
            limit: Some(limit),
            events: Events {
                start: all(start),
                stop: all(stop),
                pauses: vec![(Vec::new(), Vec::new())],
                ..Events::default()
            },
            as_of,
            replies_known: true,
        }
    }

    fn paused(mut self, from: &str, to: &str) -> Told {
        self.events.pauses = vec![(all(from), all(to))];
        self
    }

    fn extended(mut self, told: &str, to: &str) -> Told {
        self.events.told = all(told);
        self.events.extended_to = all(to);
        self
    }

    fn corrected(mut self, asked: &str, made: &str) -> Told {
        self.events.asked = all(asked);
        self.events.restart = all(made);
        self
    }

    fn clock(mut self, change: impl FnOnce(&mut Clock)) -> Told {
        change(&mut self.clock);
        self
    }

    fn state(&self) -> Result<ClockState, NoClock> {
        let world = World {
            calendar: &CALENDAR,
            as_of: day(self.as_of),
            running_is_known: self.replies_known,
        };
        world.run(&self.clock, self.limit.map(duration), &self.events)
    }

    /// `2022-10-21`, or `2022-10-21..2022-11-18`, or why there is none.
    fn due(&self) -> String {
        match self.state() {
            Err(Ok(reason) | Err(reason)) => reason.code.to_owned(),
            Ok(state) => match (state.due.known(), state.due.latest) {
                (Some(due), _) => due.to_string(),
                (None, Some(latest)) => format!("{}..{latest}", state.due.earliest),
                (None, None) => format!("{}..", state.due.earliest),
            },
        }
    }

    /// Whether a number of the clock is more than, at most or equal to a length of time; or why there is no number.
    fn says(&self, take: Take, comparator: Comparator, length: &str) -> Result<Truth, String> {
        let calendar = &*CALENDAR;
        let world = World {
            calendar,
            as_of: day(self.as_of),
            running_is_known: self.replies_known,
        };
        let code = |reason: NoClock| match reason {
            Ok(reason) => format!("not applicable: {}", reason.code),
            Err(reason) => format!("cannot tell: {}", reason.code),
        };
        let state = self.state().map_err(code)?;
        let measured = world.take(&state, take).map_err(code)?;
        let truth = measured.satisfies(comparator, Literal::Duration(duration(length)), calendar);
        truth.map_err(|_| "cannot tell: year".to_owned())
    }

    fn late(&self) -> Result<Truth, String> {
        self.says(Take::Late, Comparator::MoreThan, "0 working days")
    }

    /// Whether it took exactly so long.
    fn used(&self, length: &str) -> Result<Truth, String> {
        self.says(Take::Used, Comparator::Equals, length)
    }

    /// Whether exactly so long was left.
    fn left(&self, length: &str) -> Result<Truth, String> {
        self.says(Take::Left, Comparator::Equals, length)
    }
}

const YES: Result<Truth, String> = Ok(Truth::Yes);
const NO: Result<Truth, String> = Ok(Truth::No);
const OPEN: Result<Truth, String> = Ok(Truth::Open);

fn because(code: &str) -> Result<Truth, String> {
    Err(code.to_owned())
}

#[test]
fn working_days_are_those_of_the_official_notice() {
    let due = |limit, start| Told::new(limit, start, "", "2022-12-31").due();
    assert_eq!(due("5 working days", "2022-11-15"), "2022-11-22");
    assert_eq!(due("20 working days", "2022-09-20"), "2022-10-21");
    assert_eq!(due("20 working days", "2022-10-07"), "2022-11-02");
    // October 2022 has 18 working days: the 8th and the 9th, a weekend, are two of them
    assert_eq!(due("18 working days", "2022-09-30"), "2022-10-31");
    assert_eq!(due("1 working day", "2022-09-30"), "2022-10-08");
    assert_eq!(due("2 working days", "2022-09-30"), "2022-10-09");
    // the day of the start is not counted
    assert_eq!(due("1 day", "2022-09-30"), "2022-10-01");
    assert_eq!(due("0 working days", "2022-09-30"), "2022-09-30");
    assert_eq!(due("1 month", "2022-10-31"), "2022-11-30");
}

#[test]
fn an_answer_on_the_due_day_is_in_time_and_the_day_after_is_not() {
    let told = |stop| Told::new("20 working days", "2022-09-20", stop, "2022-12-31");
    assert_eq!(told("2022-10-21").late(), NO);
    assert_eq!(told("2022-10-21").left("0 working days"), YES);
    assert_eq!(told("2022-10-20").left("1 working day"), YES);
    assert_eq!(told("2022-10-21").used("20 working days"), YES);
    // a Saturday
    assert_eq!(told("2022-10-22").late(), YES);
    assert_eq!(
        told("2022-10-24").says(Take::Late, Comparator::AtLeast, "1 working day"),
        YES
    );
    assert_eq!(
        told("2022-10-24").says(Take::Left, Comparator::LessThan, "0 working days"),
        YES
    );
    // still running: not yet due, then late
    let mut running = told("");
    running.as_of = "2022-10-21";
    assert_eq!(running.late(), because("not applicable: not_yet_due"));
    running.as_of = "2022-10-22";
    assert_eq!(running.late(), YES);
    // an answer after the as-of date is none yet
    let mut later = told("2022-11-01");
    later.as_of = "2022-10-21";
    assert_eq!(later.late(), because("not applicable: not_yet_due"));
}

#[test]
fn without_known_replies_a_running_clock_is_open() {
    let mut told = Told::new("20 working days", "2022-09-20", "", "2022-12-31");
    told.replies_known = false;
    assert_eq!(told.late(), OPEN);
    assert_eq!(
        told.says(Take::Used, Comparator::AtMost, "20 working days"),
        OPEN
    );
    assert_eq!(
        told.says(Take::Left, Comparator::AtLeast, "0 working days"),
        OPEN
    );
}

#[test]
fn a_correction_restarts_the_clock_and_is_waited_for() {
    let told = |stop, as_of| Told::new("20 working days", "2022-09-01", stop, as_of);
    let restarted = told("2022-10-21", "2022-12-31").corrected("2022-09-08", "2022-09-20");
    assert_eq!(restarted.due(), "2022-10-21");
    assert_eq!(restarted.late(), NO);
    assert_eq!(restarted.used("20 working days"), YES);
    let state = restarted.state();
    assert_eq!(
        state.map(|state| state.restarted),
        Ok(Some(day("2022-09-20")))
    );
    // asked for and not made: waiting, however long
    let waiting = told("", "2022-12-31").corrected("2022-09-08", "");
    assert_eq!(waiting.late(), because("not applicable: waiting"));
    // a second one that is not made either
    let twice = told("", "2022-12-31").corrected("2022-09-08、2022-10-08", "2022-09-20");
    assert_eq!(twice.late(), because("not applicable: waiting"));
    // made after the as-of date: still waiting then
    let then = told("", "2022-09-15").corrected("2022-09-08", "2022-09-20");
    assert_eq!(then.late(), because("not applicable: waiting"));
    // answered without waiting for it
    let answered = told("2022-09-15", "2022-12-31").corrected("2022-09-08", "2022-09-20");
    assert_eq!(answered.due(), "2022-09-30");
    assert_eq!(answered.late(), NO);
    // the last of two corrections
    let both = told("2022-11-30", "2022-12-31")
        .corrected("2022-09-08、2022-10-08", "2022-09-20、2022-10-20");
    assert_eq!(both.due(), "2022-11-17");
    assert_eq!(both.late(), YES);
}

#[test]
fn a_consultation_does_not_count() {
    // sent on a Monday, back on the Friday of the same week: four working days
    let told = Told::new("20 working days", "2022-09-20", "2022-10-27", "2022-12-31");
    assert_eq!(told.late(), YES);
    let paused = told.paused("2022-10-10", "2022-10-14");
    assert_eq!(paused.due(), "2022-10-27");
    assert_eq!(paused.late(), NO);
    assert_eq!(paused.used("20 working days"), YES);
    assert_eq!(paused.left("0 working days"), YES);
    let state = paused.state();
    let days = state.map(|state| state.pauses.iter().map(|one| one.days).collect());
    assert_eq!(days, Ok(vec![Some(4)]));
}

#[test]
fn overlapping_pauses_count_once_and_each_is_cut_at_the_longest_it_may_take() {
    let told = || Told::new("20 working days", "2022-09-20", "", "2023-02-28");
    // (10-10, 10-14] and (10-12, 10-18] are (10-10, 10-18]: six working days
    let both = told().paused("2022-10-10、2022-10-12", "2022-10-14、2022-10-18");
    assert_eq!(both.due(), "2022-10-31");
    let state = both.state();
    let days = state.map(|state| state.pauses.iter().map(|one| one.days).collect());
    assert_eq!(days, Ok(vec![Some(4), Some(2)]));
    // four weeks, of which fifteen working days do not count
    let cut = told().paused("2022-10-10", "2022-11-07");
    assert_eq!(cut.due(), "2022-11-11");
    let state = cut.state();
    let first = state.map(|state| state.pauses.first().map(|one| (one.to, one.days, one.cut)));
    assert_eq!(first, Ok(Some((day("2022-10-31"), Some(15), true))));
    // nobody answered the consultation: the same
    let open = told().paused("2022-10-10", "");
    assert_eq!(open.due(), "2022-11-11");
    // one after the due day changes nothing
    let after = told().paused("2022-10-24", "2022-10-28");
    assert_eq!(after.due(), "2022-10-21");
    // one that began before the start counts from the start
    let before = told().paused("2022-09-15", "2022-09-22");
    assert_eq!(before.due(), "2022-10-25");
}

#[test]
fn a_pause_that_is_still_open_runs_to_the_as_of_date() {
    let mut told = Told::new("20 working days", "2022-09-20", "", "2022-10-14");
    told = told.paused("2022-10-10", "");
    assert_eq!(told.due(), "2022-10-27");
    assert_eq!(told.late(), because("not applicable: not_yet_due"));
    told.as_of = "2023-02-28";
    told = told.clock(|clock| {
        for pause in &mut clock.pauses {
            pause.at_most = None;
        }
    });
    assert_eq!(told.late(), because("not applicable: not_yet_due"));
}

#[test]
fn a_limit_in_days_or_months_is_paused_by_days() {
    let days = Told::new("30 days", "2022-09-01", "2022-10-05", "2022-12-31")
        .paused("2022-09-10", "2022-09-14");
    assert_eq!(days.due(), "2022-10-05");
    assert_eq!(days.late(), NO);
    assert_eq!(days.used("30 days"), YES);
    let months = Told::new("1 month", "2022-09-01", "2022-10-05", "2022-12-31")
        .paused("2022-09-10", "2022-09-14");
    assert_eq!(months.due(), "2022-10-05");
    assert_eq!(months.used("1 month"), YES);
}

#[test]
fn an_extension_holds_if_it_was_told_by_the_due_day() {
    let told = || Told::new("20 working days", "2022-09-20", "2022-11-18", "2022-12-31");
    assert_eq!(told().due(), "2022-10-21");
    // told on the last day: twenty working days more, though the record gives another day
    assert_eq!(told().extended("2022-10-21", "").due(), "2022-11-18");
    assert_eq!(told().extended("2022-10-21", "").late(), NO);
    assert_eq!(
        told().extended("2022-10-21", "2022-11-04").due(),
        "2022-11-04"
    );
    assert_eq!(told().extended("2022-10-21", "2022-11-04").late(), YES);
    assert_eq!(
        told().extended("2022-10-21", "2023-01-31").due(),
        "2022-11-18"
    );
    // an extension takes no time away
    assert_eq!(
        told().extended("2022-10-21", "2022-10-01").due(),
        "2022-10-21"
    );
    // a day later it is void
    let void = told().extended("2022-10-22", "2022-11-18");
    assert_eq!(void.due(), "2022-10-21");
    assert_eq!(void.late(), YES);
    let state = void.state();
    let valid = state.map(|state| state.extension.map(|extension| extension.valid));
    assert_eq!(valid, Ok(Some(Truth::No)));
    // unless the clock does not ask for that
    let any = void.clock(|clock| {
        if let Some(extend) = &mut clock.extend {
            extend.asked_before_due = false;
        }
    });
    assert_eq!(any.due(), "2022-11-18");
    // the due day that it must be told by is the paused one
    let paused = told()
        .paused("2022-10-10", "2022-10-14")
        .extended("2022-10-27", "");
    assert_eq!(paused.due(), "2022-11-24");
    // told after the as-of date is not told
    let mut then = told().extended("2022-10-21", "2022-11-18");
    then.as_of = "2022-10-20";
    assert_eq!(then.due(), "2022-10-21");
}

#[test]
fn a_whole_limit_with_the_extension_is_counted_from_the_start() {
    let told = Told::new("15 working days", "2022-09-20", "2022-11-04", "2022-12-31")
        .clock(|clock| {
            if let Some(extend) = &mut clock.extend {
                extend.to = Some(duration("30 working days"));
                extend.at_most = None;
            }
        })
        .extended("2022-09-30", "");
    assert_eq!(told.due(), "2022-11-04");
    assert_eq!(told.late(), NO);
}

#[test]
fn without_a_day_of_telling_the_due_day_is_open() {
    let told = |stop, as_of| {
        Told::new("20 working days", "2022-09-20", stop, as_of).extended("", "2022-11-04")
    };
    let late = |stop| told(stop, "2022-12-31").late();
    assert_eq!(told("", "2022-12-31").due(), "2022-10-21..2022-11-04");
    assert_eq!(late("2022-10-21"), NO);
    assert_eq!(late("2022-10-24"), OPEN);
    assert_eq!(late("2022-11-04"), OPEN);
    assert_eq!(late("2022-11-07"), YES);
    assert_eq!(late(""), YES);
    let between = told("", "2022-10-28");
    assert_eq!(between.late(), because("cannot tell: due_open"));
    assert_eq!(
        told("", "2022-10-21").late(),
        because("not applicable: not_yet_due")
    );
    // what was left lies between, too
    let left =
        |comparator, length| told("2022-10-21", "2022-12-31").says(Take::Left, comparator, length);
    assert_eq!(left(Comparator::AtMost, "10 working days"), YES);
    assert_eq!(left(Comparator::AtMost, "5 working days"), OPEN);
    // a clock that knows no extension does not ask
    let none = told("2022-10-24", "2022-12-31").clock(|clock| clock.extend = None);
    assert_eq!(none.due(), "2022-10-21");
}

#[test]
fn an_extension_without_a_limit_is_as_long_as_the_record_says() {
    let unbounded = |clock: &mut Clock| {
        if let Some(extend) = &mut clock.extend {
            extend.at_most = None;
        }
    };
    let told =
        || Told::new("20 working days", "2022-09-20", "2022-11-30", "2022-12-31").clock(unbounded);
    assert_eq!(told().extended("2022-10-21", "2022-11-30").late(), NO);
    assert_eq!(told().extended("2022-10-21", "").due(), "2022-10-21..");
    assert_eq!(told().extended("2022-10-21", "").late(), OPEN);
}

#[test]
fn an_hour_ends_the_last_day() {
    let told = |stop: &str| {
        let mut told = Told::new("5 working days", "2022-11-15", stop, "2022-12-31");
        told.clock.ends_at = Some(16 * 3_600);
        told
    };
    assert_eq!(told("2022-11-22 15:59").late(), NO);
    assert_eq!(told("2022-11-22 16:00").late(), NO);
    assert_eq!(told("2022-11-22 16:01").late(), YES);
    assert_eq!(
        told("2022-11-22 16:01").says(Take::Late, Comparator::Equals, "1 day"),
        YES
    );
    assert_eq!(told("2022-11-22 16:01").used("5 working days"), YES);
    assert_eq!(told("2022-11-21 18:00").late(), NO);
    assert_eq!(told("2022-11-21 18:00").left("1 working day"), YES);
    // only the day is known
    assert_eq!(told("2022-11-22").late(), OPEN);
    assert_eq!(told("2022-11-21").late(), NO);
    let state = told("2022-11-22").state();
    let stop = state.map(|state| state.stop);
    let both = Days {
        earliest: day("2022-11-22"),
        latest: Some(day("2022-11-23")),
    };
    assert_eq!(stop, Ok(Some(both)));
}

#[test]
fn the_hour_of_an_extension_holds_where_the_clock_was_extended() {
    let hour = |clock: &mut Clock| {
        if let Some(extend) = &mut clock.extend {
            extend.ends_at = Some(16 * 3_600);
        }
    };
    let told = |stop| Told::new("20 working days", "2022-09-20", stop, "2022-12-31").clock(hour);
    assert_eq!(told("2022-10-21 18:00").late(), NO);
    let extended = |stop| told(stop).extended("2022-10-21", "");
    assert_eq!(extended("2022-11-18 15:00").late(), NO);
    assert_eq!(extended("2022-11-18 18:00").late(), YES);
    // not known whether: in time without it, too late with it
    let perhaps = |stop| told(stop).extended("", "2022-10-21");
    assert_eq!(perhaps("2022-10-21 18:00").late(), OPEN);
}

#[test]
fn an_extension_is_told_by_the_hour_of_the_due_day() {
    let told = |told: &str| {
        let mut told = Told::new(
            "20 working days",
            "2022-09-20",
            "2022-10-24 10:00",
            "2022-12-31",
        )
        .extended(told, "2022-11-18");
        told.clock.ends_at = Some(16 * 3_600);
        told
    };
    assert_eq!(told("2022-10-21 16:00").late(), NO);
    assert_eq!(told("2022-10-21 16:01").late(), YES);
    assert_eq!(told("2022-10-20 23:00").late(), NO);
    // only the day is known
    assert_eq!(told("2022-10-21").due(), "2022-10-21..2022-11-18");
    assert_eq!(told("2022-10-21").late(), OPEN);
}

#[test]
fn a_task_has_a_due_day_of_its_own_with_its_hour() {
    let told = |due: &str, stop: &str, as_of| {
        let mut told = Told::new("0 days", "2022-11-15", stop, as_of);
        told.limit = None;
        told.clock.runs = Runs::Due("due".to_owned());
        told.events.due = all(due);
        told
    };
    let late = |due, stop| told(due, stop, "2022-12-31").late();
    assert_eq!(late("2022-11-22", "2022-11-22"), NO);
    assert_eq!(late("2022-11-22", "2022-11-23"), YES);
    assert_eq!(late("2022-11-22", ""), YES);
    assert_eq!(late("2022-11-22 12:00", "2022-11-22 11:30"), NO);
    assert_eq!(late("2022-11-22 12:00", "2022-11-22 12:30"), YES);
    assert_eq!(late("2022-11-22 12:00", "2022-11-22"), OPEN);
    // midnight is how a table writes a day
    assert_eq!(late("2022-11-22 00:00", "2022-11-22 12:30"), NO);
    assert_eq!(late("", "2022-11-22"), because("not applicable: no_due"));
    assert_eq!(
        told("2022-11-22", "", "2022-11-22").late(),
        because("not applicable: not_yet_due")
    );
    // without a start there is a due day all the same
    let mut startless = told("2022-11-22", "2022-11-23", "2022-12-31");
    startless.events.start = Vec::new();
    assert_eq!(startless.late(), YES);
    assert_eq!(startless.used("1 day"), because("not applicable: no_start"));
}

#[test]
fn a_year_that_the_calendar_does_not_know_matters_only_where_it_matters() {
    let told = |stop, as_of| Told::new("20 working days", "2026-12-21", stop, as_of);
    assert_eq!(told("2026-12-31", "2027-03-31").late(), NO);
    // no twenty working days go by in eighteen days
    assert_eq!(told("2027-01-08", "2027-03-31").late(), NO);
    assert_eq!(
        told("", "2027-01-08").late(),
        because("not applicable: not_yet_due")
    );
    assert_eq!(
        told("", "2027-03-31").late(),
        because("cannot tell: calendar_year_missing")
    );
    // stopped in it: the due day is open
    assert_eq!(told("2027-03-30", "2027-03-31").late(), OPEN);
    // a consultation that may be cut in it leaves the day open, and no more
    let paused = Told::new("20 days", "2026-12-25", "2027-01-10", "2027-03-31")
        .paused("2026-12-28", "2027-03-01");
    assert_eq!(paused.late(), NO);
}

#[test]
fn without_a_start_it_does_not_apply() {
    let told = Told::new("20 working days", "", "2022-10-01", "2022-12-31");
    assert_eq!(told.late(), because("not applicable: no_start"));
}

#[test]
fn an_answer_counts_if_it_came_after_the_start() {
    // the earlier one belongs to something else
    let told = Told::new(
        "5 working days",
        "2022-11-15",
        "2022-11-01、2022-11-21",
        "2022-12-31",
    );
    assert_eq!(told.used("4 working days"), YES);
}

/// The due day, walked day by day.
fn walked(calendar: &WorkingDays, start: Day, limit: Duration, paused: &[(Day, Day)]) -> Day {
    let mut left = limit.number;
    let mut at = start;
    while left > 0 {
        at = at.plus_days(1);
        let counts = limit.unit == DurationUnit::Days || calendar.is_working(at) == Some(true);
        let is_paused = paused.iter().any(|(from, to)| *from < at && at <= *to);
        left -= i64::from(counts && !is_paused);
    }
    at
}

proptest! {
    #[test]
    fn a_due_day_is_the_one_found_by_walking(
        start in 18_500_i32..19_500,
        number in 0_i64..40,
        working in any::<bool>(),
        pauses in proptest::collection::vec((0_i32..60, 0_i32..30), 0..4),
    ) {
        let calendar = &*CALENDAR;
        let unit = if working { DurationUnit::WorkingDays } else { DurationUnit::Days };
        let limit = Duration { number, unit };
        let mut spans: Vec<(Day, Day)> = pauses
            .iter()
            .map(|(from, length)| (Day(start + from - 5), Day(start + from - 5 + length)))
            .collect();
        spans.in_order();
        let told: Vec<PausedBy> = spans
            .iter()
            .map(|(from, to)| PausedBy { from: *from, at_least: *to, at_most: *to, cut: false, open: false })
            .collect();
        let limits = Limits { calendar, unit };
        let found = limits.after(Day(start), limit, &told);
        prop_assert_eq!(found.known(), Some(walked(calendar, Day(start), limit, &spans)));
    }

    /// What is told while something is not known holds whatever it turns out to be.
    #[test]
    fn learning_more_never_turns_an_outcome_around(
        stop in 0_i32..80,
        told in 0_i32..80,
        to in 20_i32..80,
        hours in (0_i64..24, 0_i64..24),
        ends_at in proptest::option::of(0_i64..24),
        pause in proptest::option::of((0_i32..40, 0_i32..40)),
    ) {
        let start = day("2022-09-01");
        let on = |days: i32, hour: Option<i64>| At {
            day: start.plus_days(days.into()),
            second: hour.map(|hour| hour * 3_600),
        };
        let known = |stop: Option<At>, told: Option<At>| {
            let mut known = Told::new("20 working days", "2022-09-01", "", "2023-12-31");
            known.clock.ends_at = ends_at.map(|hour| hour * 3_600);
            known.replies_known = stop.is_some();
            known.events.stop = Vec::from_iter(stop);
            known.events.told = Vec::from_iter(told);
            known.events.extended_to = vec![on(to, None)];
            known.events.pauses = pause
                .map(|(from, length)| (vec![on(from, None)], vec![on(from + length, None)]))
                .into_iter()
                .collect();
            known
        };
        let (stopped, heard) = (on(stop, Some(hours.0)), on(told, Some(hours.1)));
        let full = known(Some(stopped), Some(heard));
        let less = [
            known(Some(stopped), None),
            known(Some(stopped), Some(on(told, None))),
            known(Some(on(stop, None)), Some(heard)),
            known(Some(on(stop, None)), Some(on(told, None))),
            known(Some(on(stop, None)), None),
            known(None, Some(heard)),
            known(None, None),
        ];
        for part in less {
            for (take, comparator, length) in [
                (Take::Late, Comparator::MoreThan, "0 working days"),
                (Take::Late, Comparator::AtMost, "3 days"),
                (Take::Used, Comparator::AtMost, "20 working days"),
                (Take::Left, Comparator::AtLeast, "0 working days"),
                (Take::Left, Comparator::LessThan, "2 working days"),
            ] {
                let before = part.says(take, comparator, length);
                if matches!(before, Ok(Truth::Yes | Truth::No)) {
                    prop_assert_eq!(before, full.says(take, comparator, length), "{:?}", part.events);
                }
            }
        }
    }
}
