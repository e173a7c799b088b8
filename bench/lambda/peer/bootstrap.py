"""The label Lambda in Python 3 with boto3, as a program that Lambda starts.

It does what ours does with an event. AWS's own runtime for Python would come
on top: here the Runtime API is asked with `http.client`, which costs less.
"""

import http.client
import json
import os
from urllib.parse import unquote_plus

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

BUCKET = os.environ["BUCKET"]
TABLE = os.environ["DYNAMO_TABLE"]
MAX_BYTES = 15 * 1024 * 1024
MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
PERMANENT = {
    "ImageTooLargeException",
    "InvalidImageFormatException",
    "InvalidParameterException",
}

s3 = boto3.client("s3", config=Config(s3={"addressing_style": "path"}))
rekognition = boto3.client("rekognition")
dynamodb = boto3.client("dynamodb")

CONDITION = (
    "attribute_exists(title) AND attribute_not_exists(deleting) "
    "AND (attribute_not_exists(image_rank) OR image_rank < :rank "
    "OR (image_rank = :rank AND image_sequencer < :sequencer))"
)
SUCCESS = (
    "SET image_rank = :rank, image_sequencer = :sequencer, image = :image, "
    "#label = :labels REMOVE label_status"
)
FAILURE = (
    "SET image_rank = :rank, image_sequencer = :sequencer, label_status = :failed "
    "REMOVE image, #label"
)


def labels_of(key: str) -> list[str] | None:
    """What is in the image; nothing if it is none."""
    start = s3.get_object(Bucket=BUCKET, Key=key, Range="bytes=0-7")
    size = int(start["ContentRange"].rsplit("/", 1)[1])
    if size > MAX_BYTES or not start["Body"].read().startswith(MAGIC):
        return None
    try:
        answer = rekognition.detect_labels(
            Image={"S3Object": {"Bucket": BUCKET, "Name": key}}, MaxLabels=5, MinConfidence=75
        )
    except ClientError as error:
        if error.response["Error"]["Code"] in PERMANENT:
            return None
        raise
    return [label["Name"] for label in answer["Labels"]]


def remove(prefix: str, loses) -> None:
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
    for page in pages:
        keys = [{"Key": one["Key"]} for one in page.get("Contents", []) if loses(one["Key"])]
        if keys:
            s3.delete_objects(Bucket=BUCKET, Delete={"Objects": keys, "Quiet": True})


def label(record: dict) -> str:
    key = unquote_plus(record["s3"]["object"]["key"])
    user, post, rank = key.split("/", 2)
    sequencer = record["s3"]["object"]["sequencer"].ljust(64, "0")
    try:
        labels = labels_of(key)
    except s3.exceptions.NoSuchKey:
        return "object_gone"
    values = {":rank": {"S": rank}, ":sequencer": {"S": sequencer}}
    if labels is None:
        update = FAILURE
        values[":failed"] = {"S": "failed"}
    else:
        update = SUCCESS
        values[":image"] = {"S": key}
        values[":labels"] = {"L": [{"S": name} for name in labels]}
    prefix = f"{user}/{post}/"
    try:
        dynamodb.update_item(
            TableName=TABLE,
            Key={"user": {"S": f"USER#{user}"}, "id": {"S": f"POST#{post}"}},
            UpdateExpression=update,
            ConditionExpression=CONDITION,
            ExpressionAttributeNames={"#label": "label"},
            ExpressionAttributeValues=values,
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except dynamodb.exceptions.ConditionalCheckFailedException as lost:
        item = lost.response.get("Item", {})
        if "title" not in item or "deleting" in item:
            remove(prefix, lambda _: True)
            return "post_gone"
        winner = item["image_rank"]["S"]
        remove(prefix, lambda other: other.removeprefix(prefix) < winner)
        return "lost"
    remove(prefix, lambda other: other.removeprefix(prefix) < rank)
    return "failed" if labels is None else "labelled"


def handle(event: dict) -> dict:
    records = event.get("Records", [])
    for record in records:
        print(json.dumps({"Outcome": label(record), "Images": 1}), flush=True)
    return {"records": len(records)}


def main() -> None:
    root = "/2018-06-01/runtime/invocation"
    runtime = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    while True:
        runtime.request("GET", f"{root}/next")
        invocation = runtime.getresponse()
        event = json.loads(invocation.read())
        request = invocation.headers["lambda-runtime-aws-request-id"]
        body = json.dumps(handle(event))
        headers = {"content-type": "application/json"}
        runtime.request("POST", f"{root}/{request}/response", body, headers)
        runtime.getresponse().read()


main()
