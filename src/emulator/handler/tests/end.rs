//! What follows the end of a process, and how all of them are ended.

use std::fs;
use std::time::Duration;

use tokio::time::{sleep, timeout};

#[cfg(target_os = "linux")]
use super::processes::tool;
use super::processes::{App, PATIENCE, dies, fault, why_not};

// H-START-34, V-50
#[tokio::test]
async fn three_failures_stop_the_host() {
    let app = App::new("echo $$ >> starts; echo the end >&2; exit 1");
    let (handler, mut queue) = app.start();
    let why = timeout(PATIENCE, handler.gave_up()).await.unwrap();
    assert_eq!(why.rule.name, "restart-budget");
    assert_eq!(app.lines("starts").len(), 3);
    assert_eq!(why_not(&handler).await.rule.name, "restart-budget");
    let crash = fault(&mut queue, "handler-exit").await;
    assert!(crash.message.contains("exit code 1"));
    // H-START-20
    assert!(crash.notes.concat().contains("the end"));
    handler.stop().await;
    assert_eq!(app.lines("starts").len(), 3);
}

// H-START-38
#[tokio::test]
async fn exit_code_200_starts_again_without_counting() {
    let script = "echo $$ >> starts; test $(wc -l < starts) -gt 5 && exec sleep 1000; exit 200";
    let mut app = App::new(script);
    app.plan.initialization_timeout = Duration::from_secs(60);
    let (handler, _queue) = app.start();
    for _ in 0..500 {
        if app.lines("starts").len() == 6 {
            break;
        }
        sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(app.lines("starts").len(), 6);
    let gave_up = timeout(Duration::from_millis(100), handler.gave_up()).await;
    assert!(gave_up.is_err());
    handler.stop().await;
}

// H-START-36, V-52
#[tokio::test]
async fn a_clean_end_after_readiness_is_not_followed_by_a_start() {
    let mut app = App::new("echo $$ >> starts; while test ! -e end; do sleep 0.05; done");
    app.answer();
    let (handler, mut queue) = app.start();
    timeout(PATIENCE, handler.ready()).await.unwrap().unwrap();
    assert!(handler.started_in().is_some());
    fs::write(app.folder.path().join("end"), "").unwrap();
    fault(&mut queue, "exit-zero").await;
    assert_eq!(why_not(&handler).await.rule.name, "exit-zero");
    assert_eq!(app.lines("starts").len(), 1);
}

// H-START-37
#[tokio::test]
async fn a_clean_end_before_readiness_counts_when_the_time_is_over() {
    let mut app = App::new("echo $$ >> starts");
    app.plan.initialization_timeout = Duration::from_secs(1);
    let (handler, mut queue) = app.start();
    fault(&mut queue, "exit-zero").await;
    fault(&mut queue, "ready-timeout").await;
    timeout(PATIENCE, handler.gave_up()).await.unwrap();
    assert_eq!(app.lines("starts").len(), 3);
}

// H-START-45, and no orphans beyond it
#[tokio::test]
async fn stop_kills_everything_that_was_started() {
    let app = App::new("sleep 1000 & echo $! > child; echo $$ > own; wait");
    let (handler, _queue) = app.start();
    let own = app.line("own").await;
    let child = app.line("child").await;
    handler.stop().await;
    assert!(dies(&own).await && dies(&child).await);
    handler.stop().await;
    assert!(why_not(&handler).await.message.contains("stopped"));
}

#[tokio::test]
async fn dropping_the_last_owner_kills_the_process() {
    let app = App::new("sleep 1000 & echo $! > child; wait");
    let (handler, _queue) = app.start();
    let child = app.line("child").await;
    drop(handler);
    assert!(dies(&child).await);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn descendants_that_left_the_group_are_killed_too() {
    if !tool("setsid") {
        return;
    }
    let app = App::new(
        "setsid sh -c 'echo $$ > child; exec sleep 1000' & \
         while [ ! -s child ]; do sleep 0.02; done; exit 1",
    );
    let (handler, _queue) = app.start();
    let child = app.line("child").await;
    handler.stop().await;
    assert!(dies(&child).await);
}

// H-START-42
#[tokio::test]
async fn a_restart_starts_another_process() {
    let mut app = App::new("echo $$ >> starts; exec sleep 1000");
    app.answer();
    let (handler, _queue) = app.start();
    timeout(PATIENCE, handler.ready()).await.unwrap().unwrap();
    let first = app.line("starts").await;
    // Many calls that time out at once are one reason, not many.
    for _ in 0..50 {
        handler.restart();
    }
    assert!(dies(&first).await);
    timeout(PATIENCE, handler.ready()).await.unwrap().unwrap();
    handler.stop().await;
    assert!(app.lines("starts").len() <= 3);
}

#[test]
fn the_end_of_the_runtime_is_the_end_of_the_process() {
    let app = App::new("echo $$ > own; exec sleep 1000");
    let runtime = || {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_all().build().unwrap()
    };
    let first = runtime();
    let own = first.block_on(async {
        let (handler, _queue) = app.start();
        let own = app.line("own").await;
        std::mem::forget(handler);
        own
    });
    drop(first);
    assert!(runtime().block_on(dies(&own)));
}

// H-START-36: a launcher that ends well leaves the server to its descendants
#[tokio::test]
async fn a_launcher_may_end_and_leave_a_server_behind() {
    let mut app = App::new("sleep 1000 & echo $! > child");
    app.answer();
    let (handler, _queue) = app.start();
    let child = app.line("child").await;
    timeout(PATIENCE, handler.ready()).await.unwrap().unwrap();
    sleep(Duration::from_millis(300)).await;
    assert!(handler.ready().await.is_ok());
    handler.stop().await;
    assert!(dies(&child).await);
}
