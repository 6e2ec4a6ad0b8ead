"""The independent client of the storage tests: the Azure SDK, driven by lines of JSON.

Arguments: a connection string, and the file of a certificate to trust, or nothing. Each line on
standard input is `[operation, argument, ...]`; its result is one line on standard output.
"""

import json
import sys

from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.data.tables import TableServiceClient
from azure.storage.blob import BlobServiceClient
from azure.storage.queue import (
    QueueServiceClient,
    TextBase64DecodePolicy,
    TextBase64EncodePolicy,
)

connection, certificate = sys.argv[1:]
options = {"connection_verify": certificate} if certificate else {}
queues = QueueServiceClient.from_connection_string(connection, **options)
blobs = BlobServiceClient.from_connection_string(connection, **options)
tables = TableServiceClient.from_connection_string(connection, **options)


def queue(name, encoding):
    policies = {}
    if encoding == "base64":
        policies = {
            "message_encode_policy": TextBase64EncodePolicy(),
            "message_decode_policy": TextBase64DecodePolicy(),
        }
    return queues.get_queue_client(name, **policies)


def existing(create, *arguments):
    try:
        create(*arguments)
    except ResourceExistsError:
        pass


def put_message(name, encoding, text):
    existing(queues.create_queue, name)
    return queue(name, encoding).send_message(text).id


def take_messages(name, encoding):
    taken = []
    try:
        client = queue(name, encoding)
        for message in client.receive_messages():
            client.delete_message(message)
            taken.append(message.content)
    except ResourceNotFoundError:
        pass
    return taken


def count_messages(name):
    return queues.get_queue_client(name).get_queue_properties().approximate_message_count


def put_blob(container, name, text, metadata):
    existing(blobs.create_container, container)
    blob = blobs.get_blob_client(container, name)
    blob.upload_blob(text.encode(), metadata=metadata, overwrite=True)
    return blob.get_blob_properties().etag


def get_blob(container, name):
    try:
        return blobs.get_blob_client(container, name).download_blob().readall().decode()
    except ResourceNotFoundError:
        return None


def count_blobs(container, end):
    names = blobs.get_container_client(container).list_blob_names()
    return sum(name.endswith(end) for name in names)


def put_entity(table, entity):
    # A list is a value and its type.
    entity = {k: tuple(v) if isinstance(v, list) else v for k, v in entity.items()}
    tables.create_table_if_not_exists(table).create_entity(entity)


def get_entity(table, partition, row):
    try:
        return dict(tables.get_table_client(table).get_entity(partition, row))
    except ResourceNotFoundError:
        return None


for line in sys.stdin:
    operation, *arguments = json.loads(line)
    print(json.dumps(globals()[operation](*arguments), default=str), flush=True)
