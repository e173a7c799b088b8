terraform {
  required_providers { aws = { source = "hashicorp/aws" } }
}
provider "aws" { region = "eu-west-1" }
resource "aws_dynamodb_table" "posts" {
  name         = "posts"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "author"
  attribute {
    name = "author"
    type = "S"
  }
  point_in_time_recovery { enabled = true }
}
resource "aws_s3_bucket" "images" {
  bucket = "images-of-the-corpus"
  tags   = { Team = "media" }
}
resource "aws_s3_bucket_public_access_block" "images" {
  bucket                  = aws_s3_bucket.images.id
  block_public_acls       = true
  block_public_policy     = false
  ignore_public_acls      = true
  restrict_public_buckets = true
}
resource "aws_iam_role" "worker" {
  name = "worker"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}
resource "aws_iam_role_policy" "worker" {
  name = "worker"
  role = aws_iam_role.worker.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:PutObject", "s3:GetObject", "s3:DeleteObject"], Resource = ["arn:aws:s3:::images-of-the-corpus/*"] },
      { Effect = "Allow", Action = "iam:PassRole", Resource = "*" },
    ]
  })
}
resource "aws_security_group" "web" {
  name = "web"
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0", "10.0.0.0/8"]
  }
}
resource "aws_launch_template" "web" {
  name_prefix   = "web-"
  image_id      = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
  metadata_options { http_tokens = "optional" }
  user_data = base64encode("#!/bin/sh\nset -eu\ndnf install -y web-2\nsystemctl start web\n")
}
resource "aws_autoscaling_group" "web" {
  name               = "web"
  availability_zones = ["eu-west-1a"]
  min_size           = 1
  max_size           = 2
  launch_template {
    id      = aws_launch_template.web.id
    version = aws_launch_template.web.latest_version
  }
}
resource "aws_sqs_queue" "work" {
  name                      = "work"
  message_retention_seconds = 345600
  sqs_managed_sse_enabled   = false
}
resource "aws_cloudwatch_log_group" "worker" {
  name              = "/worker"
  retention_in_days = 90
  tags              = { Team = "web", Cost = "7" }
}
output "queue" { value = aws_sqs_queue.work.url }
resource "aws_lambda_function" "worker" {
  function_name = "worker"
  role          = aws_iam_role.worker.arn
  handler       = "bootstrap"
  runtime       = "provided.al2023"
  s3_bucket     = aws_s3_bucket.images.bucket
  s3_key        = "worker.zip"
  environment {
    variables = { API_TOKEN = "ghp_000000000000000000000000000000000000", MODE = "fast" }
  }
}
