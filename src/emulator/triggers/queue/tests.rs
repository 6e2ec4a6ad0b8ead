//! Queues from the first message to the last, in a store in memory.

use serde_json::json;

use super::super::testing::{Memory, function, recorder, runner};
use super::*;
use crate::emulator::invoke::Value;
use crate::emulator::io::Encoding;
use crate::emulator::plan::Config;

fn listener(store: &Arc<Memory>, queue: &str, runner: Runner) -> Listener {
    let store: Arc<dyn Store> = Arc::<Memory>::clone(store);
    Listener {
        function: function(
            "Q",
            json!([{"name": "msg", "type": "queueTrigger", "direction": "in", "queueName": queue}]),
        ),
        queue: queue.to_owned(),
        options: Options::read(&Config::default()),
        store,
        runner,
    }
}

async fn store_with(queue: &str, messages: &[&str]) -> Arc<Memory> {
    let store = Arc::new(Memory::default());
    store.create_queue(queue).await.unwrap();
    for message in messages {
        let text = Encoding::Base64.encode(message.as_bytes());
        store.put_message(queue, &text, 0).await.unwrap();
    }
    store
}

/// Waits until `done`, for at most some seconds.
async fn until(done: impl Fn() -> bool) {
    for _ in 0..500 {
        if done() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it did not happen");
}

#[tokio::test]
async fn each_message_runs_once_and_is_removed() {
    let texts: Vec<String> = (0..40).map(|n| format!("m{n}")).collect();
    let all: Vec<&str> = texts.iter().map(String::as_str).collect();
    let store = store_with("orders", &all).await;
    let (runner, mut seen, stopper) = recorder(true);
    let serving = tokio::spawn(listener(&store, "orders", runner).serve());
    let mut found = Vec::new();
    while found.len() < 40 {
        let invocation = seen.recv().await.unwrap();
        assert_eq!(invocation.cause, "queue orders");
        match invocation.value {
            TriggerValue::Value(Value::Text(text)) => found.push(text),
            other => panic!("{other:?}"),
        }
    }
    until(|| store.texts("orders").is_empty()).await;
    stopper.stop();
    serving.await.unwrap();
    found.sort();
    let mut expected = texts.clone();
    expected.sort();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_message_that_always_fails_goes_to_the_poison_queue() {
    // H-RESP-54, H-LIM-11
    let store = store_with("orders", &["bad"]).await;
    let (runner, mut seen, stopper) = recorder(false);
    let serving = tokio::spawn(listener(&store, "orders", runner).serve());
    until(|| store.texts("orders-poison").len() == 1 && store.texts("orders").is_empty()).await;
    stopper.stop();
    serving.await.unwrap();
    assert_eq!(
        store.texts("orders-poison"),
        [Encoding::Base64.encode(b"bad")]
    );
    let mut counts = Vec::new();
    while let Ok(invocation) = seen.try_recv() {
        counts.push(invocation.metadata.get("DequeueCount").cloned().unwrap());
    }
    let expected: Vec<Value> = (1..=5).map(|n| Value::Json(json!(n))).collect();
    assert_eq!(counts, expected);
}

#[tokio::test]
async fn a_message_that_fails_once_is_tried_again() {
    let store = store_with("orders", &["shaky"]).await;
    let first = |invocation: &Invocation| {
        invocation.metadata.get("DequeueCount") != Some(&Value::Json(json!(1)))
    };
    let (runner, mut seen, stopper) = runner(first);
    let serving = tokio::spawn(listener(&store, "orders", runner).serve());
    seen.recv().await.unwrap();
    seen.recv().await.unwrap();
    until(|| store.texts("orders").is_empty()).await;
    stopper.stop();
    serving.await.unwrap();
    assert!(store.texts("orders-poison").is_empty());
}

#[tokio::test]
async fn a_text_that_is_not_base64_goes_to_the_poison_queue_unseen() {
    let store = store_with("orders", &[]).await;
    store
        .put_message("orders", "{\"plain\":1}", 0)
        .await
        .unwrap();
    let (runner, mut seen, stopper) = recorder(true);
    let serving = tokio::spawn(listener(&store, "orders", runner).serve());
    until(|| store.texts("orders").is_empty()).await;
    stopper.stop();
    serving.await.unwrap();
    assert_eq!(store.texts("orders-poison"), ["{\"plain\":1}"]);
    assert!(seen.try_recv().is_err());
}

#[tokio::test]
async fn a_poison_queue_has_no_poison_queue() {
    let store = store_with("orders-poison", &["bad"]).await;
    let (runner, _seen, stopper) = recorder(false);
    let mut listener = listener(&store, "orders-poison", runner);
    listener.options.max_dequeue_count = 1;
    let serving = tokio::spawn(listener.serve());
    tokio::time::sleep(Duration::from_millis(500)).await;
    stopper.stop();
    serving.await.unwrap();
    assert_eq!(
        store.texts("orders-poison").len(),
        1,
        "it is kept, and hidden"
    );
    assert!(store.texts("orders-poison-poison").is_empty());
}

#[tokio::test]
async fn a_queue_may_come_later_and_is_not_made() {
    let store = Arc::new(Memory::default());
    let (runner, mut seen, stopper) = recorder(true);
    let serving = tokio::spawn(listener(&store, "late", runner).serve());
    tokio::time::sleep(Duration::from_millis(300)).await;
    let missing = store.put_message("late", "", 0).await.unwrap_err();
    assert_eq!(missing.kind, ErrorKind::NotFound);
    store.create_queue("late").await.unwrap();
    store.put_message("late", "aGk=", 0).await.unwrap();
    assert_eq!(seen.recv().await.unwrap().function.name, "Q");
    stopper.stop();
    serving.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_message_under_way_is_given_back_when_time_is_up() {
    let store = store_with("orders", &["slow"]).await;
    let (sender, _events) = crate::emulator::event::Events::new(false);
    let (stopper, stop) = super::super::stop::signal();
    let runner = Runner::with(|_| std::future::pending(), sender, stop);
    let serving = tokio::spawn(listener(&store, "orders", runner).serve());
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert!(store.updates() >= 3, "hidden anew while it runs");
    stopper.stop();
    serving.await.unwrap();
    let back = store.get_messages("orders", 1, 30).await.unwrap();
    assert_eq!(back[0].dequeue_count, 2);
}
