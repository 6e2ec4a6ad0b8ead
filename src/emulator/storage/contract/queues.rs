//! What every store's queues must do.

use std::time::Duration;

use uuid::Uuid;

use super::{assert_refused, new_name};
use crate::emulator::storage::{ErrorKind, Later, QueueMessage, Store};

pub(super) async fn check(store: &dyn Store) {
    messages_come_in_order(store).await;
    a_taken_message_is_hidden(store).await;
    a_receipt_is_good_until_the_next(store).await;
    messages_wait_for_their_delay(store).await;
    queues_refuse_what_they_cannot_hold(store).await;
}

async fn new_queue(store: &dyn Store) -> String {
    let queue = new_name("queue");
    store.create_queue(&queue).await.unwrap();
    queue
}

/// Asks until the answer is not empty; gives up after twenty seconds.
async fn until_some<'a, T>(mut ask: impl FnMut() -> Later<'a, Vec<T>>) -> Vec<T> {
    for _ in 0..200 {
        let answer = ask().await.unwrap();
        if !answer.is_empty() {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("nothing came");
}

async fn take_one(store: &dyn Store, queue: &str, hide: u32) -> QueueMessage {
    until_some(|| store.get_messages(queue, 1, hide))
        .await
        .remove(0)
}

async fn messages_come_in_order(store: &dyn Store) {
    let queue = new_queue(store).await;
    store.create_queue(&queue).await.unwrap();
    assert_eq!(store.get_messages(&queue, 32, 60).await.unwrap(), []);
    for number in 0..5 {
        store
            .put_message(&queue, &format!("<&> ä\n{number}"), 0)
            .await
            .unwrap();
    }
    assert_eq!(store.queue_length(&queue).await.unwrap(), 5);
    let mut texts = Vec::new();
    while texts.len() < 5 {
        let taken = until_some(|| store.get_messages(&queue, 2, 60)).await;
        assert!(taken.len() <= 2);
        texts.extend(taken.into_iter().map(|message| message.text));
    }
    let expected = (0..5).map(|number| format!("<&> ä\n{number}"));
    assert_eq!(texts, expected.collect::<Vec<_>>());
    // The length counts the hidden ones too.
    assert_eq!(store.queue_length(&queue).await.unwrap(), 5);
}

async fn a_taken_message_is_hidden(store: &dyn Store) {
    let queue = new_queue(store).await;
    let long = "x".repeat(64 * 1024);
    store.put_message(&queue, &long, 0).await.unwrap();
    let first = take_one(store, &queue, 3).await;
    assert_eq!((first.dequeue_count, first.text == long), (1, true));
    assert!(Uuid::parse_str(&first.id).is_ok());
    let life = first.expires.duration_since(first.inserted).as_secs();
    assert_eq!(life, 7 * 24 * 60 * 60);
    assert!(first.next_visible > first.inserted && first.next_visible < first.expires);
    assert_eq!(store.get_messages(&queue, 32, 60).await.unwrap(), []);

    let second = take_one(store, &queue, 60).await;
    assert_eq!((&second.id, second.dequeue_count), (&first.id, 2));
    assert_eq!(second.inserted, first.inserted);
    assert_ne!(second.pop_receipt, first.pop_receipt);
}

async fn a_receipt_is_good_until_the_next(store: &dyn Store) {
    let queue = new_queue(store).await;
    store.put_message(&queue, "once", 0).await.unwrap();
    let old = take_one(store, &queue, 60).await;
    let pop_receipt = store.update_message(&queue, &old, 60).await.unwrap();
    assert_ne!(pop_receipt, old.pop_receipt);
    let new = QueueMessage {
        pop_receipt,
        ..old.clone()
    };
    assert_refused(
        store.delete_message(&queue, &old).await,
        ErrorKind::Conflict,
    );
    assert_refused(
        store.update_message(&queue, &old, 0).await,
        ErrorKind::Conflict,
    );

    // Hiding for no time gives it back.
    let pop_receipt = store.update_message(&queue, &new, 0).await.unwrap();
    let again = take_one(store, &queue, 60).await;
    assert_eq!((&*again.text, again.dequeue_count), ("once", 2));
    let lost = QueueMessage { pop_receipt, ..new };
    assert_refused(
        store.delete_message(&queue, &lost).await,
        ErrorKind::Conflict,
    );

    store.delete_message(&queue, &again).await.unwrap();
    assert_refused(
        store.delete_message(&queue, &again).await,
        ErrorKind::Conflict,
    );
    assert_refused(
        store.update_message(&queue, &again, 1).await,
        ErrorKind::Conflict,
    );
    assert_eq!(store.queue_length(&queue).await.unwrap(), 0);
}

async fn messages_wait_for_their_delay(store: &dyn Store) {
    let queue = new_queue(store).await;
    store.put_message(&queue, "later", 3).await.unwrap();
    store.put_message(&queue, "now", 0).await.unwrap();
    assert_eq!(take_one(store, &queue, 60).await.text, "now");
    assert_eq!(store.get_messages(&queue, 1, 60).await.unwrap(), []);
    assert_eq!(take_one(store, &queue, 60).await.text, "later");
}

async fn queues_refuse_what_they_cannot_hold(store: &dyn Store) {
    let queue = new_queue(store).await;
    let long = "x".repeat(64 * 1024 + 1);
    for text in [&*long, "\0"] {
        assert_refused(store.put_message(&queue, text, 0).await, ErrorKind::Invalid);
    }
    for max in [0, 33] {
        assert_refused(
            store.get_messages(&queue, max, 60).await,
            ErrorKind::Invalid,
        );
    }
    assert_refused(store.get_messages(&queue, 1, 0).await, ErrorKind::Invalid);
    assert_refused(store.create_queue("No_Queue").await, ErrorKind::Invalid);

    let missing = new_name("missing");
    assert_refused(
        store.put_message(&missing, "x", 0).await,
        ErrorKind::NotFound,
    );
    assert_refused(
        store.get_messages(&missing, 1, 60).await,
        ErrorKind::NotFound,
    );
    assert_refused(store.queue_length(&missing).await, ErrorKind::NotFound);
}
