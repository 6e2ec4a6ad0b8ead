//! Timers from start to stop, with invocations that are only recorded.

use serde_json::json;

use super::super::testing::{function, recorder};
use super::*;

fn timer(properties: Json, folder: &std::path::Path, runner: &Runner) -> Timer {
    let mut binding = json!({"name": "timer", "type": "timerTrigger", "direction": "in"});
    let members = binding.as_object_mut().unwrap();
    members.extend(properties.as_object().unwrap().clone());
    let function = function("Nightly", json!([binding]));
    let statuses = Arc::new(Statuses::new(folder));
    Timer::new(&function, &Environment::default(), &statuses, runner).unwrap()
}

/// The values of the invocations of a timer that is stopped after the first.
async fn first_run(properties: Json, folder: &std::path::Path) -> Json {
    let (runner, mut seen, stopper) = recorder(true);
    let timer = timer(properties, folder, &runner);
    let serving = tokio::spawn(timer.serve(runner));
    let invocation = seen.recv().await.unwrap();
    stopper.stop();
    serving.await.unwrap();
    assert_eq!(invocation.cause, "timer");
    match invocation.value {
        TriggerValue::Value(Value::Json(value)) => value,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn run_on_startup_is_not_past_due() {
    // H-REQ-45, H-REQ-46
    let folder = tempfile::tempdir().unwrap();
    let value = first_run(
        json!({"schedule": "0 0 3 1 1 *", "runOnStartup": true}),
        folder.path(),
    );
    let value = value.await;
    assert_eq!(value["Schedule"], json!({"AdjustForDST": true}));
    assert_eq!(value["IsPastDue"], json!(false));
    assert_eq!(
        value["ScheduleStatus"]["Last"],
        json!("0001-01-01T00:00:00")
    );
    let names: Vec<&String> = value.as_object().unwrap().keys().collect();
    assert_eq!(names, ["Schedule", "ScheduleStatus", "IsPastDue"]);
}

#[tokio::test]
async fn switches_may_be_texts() {
    // H-REQ-46: the host converts them.
    let folder = tempfile::tempdir().unwrap();
    let value = first_run(
        json!({"schedule": "0 0 3 1 1 *", "runOnStartup": "True", "useMonitor": "false"}),
        folder.path(),
    );
    assert_eq!(value.await["ScheduleStatus"], Json::Null);
}

#[tokio::test]
async fn a_run_that_was_missed_is_past_due() {
    // H-REQ-46
    let folder = tempfile::tempdir().unwrap();
    let day_ago = Timestamp::now() - jiff::SignedDuration::from_hours(48);
    let schedule = Schedule::read("0 0 3 * * *", jiff::tz::TimeZone::UTC).unwrap();
    let status = Status {
        last: Some(day_ago),
        next: schedule.next(day_ago),
        updated: day_ago,
    };
    let statuses = Statuses::new(folder.path());
    statuses.set("Nightly", status).await.unwrap();
    let value = first_run(json!({"schedule": "0 0 3 * * *"}), folder.path()).await;
    assert_eq!(value["IsPastDue"], json!(true));
    let kept = Statuses::new(folder.path()).get("Nightly").await.unwrap();
    assert!(kept.next.unwrap() > Timestamp::now(), "due once, not again");
}

#[tokio::test]
async fn another_schedule_is_not_past_due() {
    let folder = tempfile::tempdir().unwrap();
    let day_ago = Timestamp::now() - jiff::SignedDuration::from_hours(24);
    let status = Status {
        last: None,
        next: Some(day_ago),
        updated: day_ago,
    };
    Statuses::new(folder.path())
        .set("Nightly", status)
        .await
        .unwrap();
    let (runner, _seen, _stopper) = recorder(true);
    let timer = timer(json!({"schedule": "0 0 3 1 1 *"}), folder.path(), &runner);
    assert!(!timer.is_past_due(Timestamp::now(), &runner).await);
    let kept = Statuses::new(folder.path()).get("Nightly").await.unwrap();
    assert!(kept.next.unwrap() > Timestamp::now());
}

#[tokio::test]
async fn without_monitoring_there_is_no_status() {
    // H-REQ-45, H-REQ-46
    let folder = tempfile::tempdir().unwrap();
    let value = first_run(json!({"schedule": "* * * * * *"}), folder.path()).await;
    assert_eq!(value["ScheduleStatus"], Json::Null);
    let value = first_run(json!({"schedule": "00:00:01"}), folder.path()).await;
    assert_eq!(value["Schedule"], json!({"AdjustForDST": false}));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
