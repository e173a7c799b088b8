"""Postagram's API on FastAPI and boto3 as they are commonly used.

Handlers are plain functions, which the framework runs in threads; models check
what comes in and what goes out; DynamoDB is a boto3 `Table`; each image URL is
signed when it is needed.
"""

from typing import Annotated

import boto3
from boto3.dynamodb.conditions import Attr, Key
from botocore.config import Config
from fastapi import FastAPI, Header, HTTPException, Query, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from pydantic import BaseModel

import records

# More connections than the framework has threads, or they would be closed and
# opened again all the time.
config = Config(max_pool_connections=64)
table = boto3.resource("dynamodb", config=config).Table(records.TABLE)
s3 = boto3.client(
    "s3", config=Config(signature_version="s3v4", s3={"addressing_style": "path"})
)

app = FastAPI(title="Postagram")
app.add_middleware(
    CORSMiddleware,
    allow_origin_regex=".*",
    allow_credentials=True,
    allow_methods=["*"],
    allow_headers=["*"],
)


class NewPost(BaseModel):
    title: str
    body: str


class Post(BaseModel):
    id: str
    user: str
    title: str
    body: str
    created_at: str | None = None
    image: str | None = None
    label: list[str] | None = None
    labels: list[str] | None = None
    label_status: str | None = None


class Upload(BaseModel):
    uploadURL: str
    objectName: str


@app.exception_handler(records.Invalid)
def invalid(_: Request, error: records.Invalid) -> JSONResponse:
    body = {"status_code": 10422, "message": str(error), "data": None}
    return JSONResponse(body, status_code=422)


def image_url(key: str) -> str:
    return s3.generate_presigned_url(
        "get_object",
        Params={"Bucket": records.BUCKET, "Key": key},
        ExpiresIn=records.IMAGE_URL_SECONDS,
    )


def shown(item: dict) -> Post:
    post = Post(
        id=item["id"],
        user=item["user"],
        title=item["title"],
        body=item["body"],
        created_at=records.created_at(item["id"].removeprefix("POST#")),
    )
    if "image" in item:
        post.image = image_url(item["image"])
        post.label = post.labels = item.get("label", [])
    else:
        post.label_status = item.get("label_status")
    return post


class Shard:
    """What was read of a shard of the feed."""

    def __init__(self, name: str, before: str | None, limit: int):
        condition = Key("feed_shard").eq(name)
        if before:
            condition = condition & Key("feed_order").lt(before)
        self.query = {
            "IndexName": records.FEED_INDEX,
            "KeyConditionExpression": condition,
            "ScanIndexForward": False,
            "Limit": records.share(limit),
        }
        self.found: list[dict] = []
        self.more = True
        self.read()

    def read(self) -> None:
        answer = table.query(**self.query)
        self.found += answer["Items"]
        self.more = "LastEvaluatedKey" in answer
        if self.more:
            self.query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def may_have(self, order: str) -> bool:
        """Whether posts newer than this were not read yet."""
        return self.more and (not self.found or self.found[-1]["feed_order"] > order)


def feed(limit: int, before: str | None) -> list[dict]:
    shards = [Shard(name, before, limit) for name in records.SHARDS]
    while True:
        found = [item for shard in shards for item in shard.found]
        found.sort(key=lambda item: item["feed_order"], reverse=True)
        last = found[limit]["feed_order"] if len(found) > limit else ""
        hungry = [shard for shard in shards if shard.may_have(last)]
        if not hungry:
            return found[: limit + 1]
        for shard in hungry:
            shard.read()


def posts_of(user: str, limit: int, after: str | None) -> list[dict]:
    query = {
        "KeyConditionExpression": Key("user").eq(f"USER#{user}") & Key("id").begins_with("POST#"),
        "ConsistentRead": True,
        "ScanIndexForward": False,
        "Limit": limit + 1,
    }
    if after:
        query["ExclusiveStartKey"] = {"user": f"USER#{user}", "id": f"POST#{after}"}
    return table.query(**query)["Items"]


@app.get("/posts", response_model_exclude_none=True)
def list_posts(
    response: Response,
    user: str = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: str | None = None,
) -> list[Post]:
    listing = f"user {user}" if user else "feed"
    after = records.after(listing, cursor) if cursor else None
    if user:
        found = posts_of(records.checked_user(user), limit, after)
    else:
        found = feed(limit, records.order(after) if after else None)
    if len(found) > limit:
        last = found[limit - 1]["id"].removeprefix("POST#")
        named = f"user={user}&" if user else ""
        next_page = f"/posts?{named}limit={limit}&cursor={records.cursor(listing, last)}"
        response.headers["Link"] = f'<{next_page}>; rel="next"'
    return [shown(item) for item in found[:limit]]


@app.post("/posts", response_model_exclude_none=True)
def create_post(post: NewPost, authorization: Annotated[str, Header()]) -> Post:
    item = records.new_item(records.user_of(authorization), post.title, post.body)
    table.put_item(Item=item, ConditionExpression=Attr("id").not_exists())
    return shown(item)


@app.get("/signedUrlPut")
@app.get("/getSignedUrlPut")
def sign_upload(
    filename: str,
    filetype: str,
    postId: str,
    authorization: Annotated[str, Header()],
) -> Upload:
    user, post = records.user_of(authorization), records.post_uuid(postId)
    if filetype not in records.FILE_TYPES:
        raise records.Invalid("file type: it is not one of image/jpeg, image/png")
    answer = table.get_item(
        Key={"user": f"USER#{user}", "id": f"POST#{post}"},
        ProjectionExpression="title, deleting",
        ConsistentRead=True,
    )
    item = answer.get("Item", {})
    if "title" not in item or "deleting" in item:
        raise HTTPException(404, "Not Found")
    key = records.upload_key(user, post, filename)
    url = s3.generate_presigned_url(
        "put_object",
        Params={"Bucket": records.BUCKET, "Key": key, "ContentType": filetype},
        ExpiresIn=records.UPLOAD_URL_SECONDS,
    )
    return Upload(uploadURL=url, objectName=key)


@app.get("/health")
def health() -> str:
    return "ok"
