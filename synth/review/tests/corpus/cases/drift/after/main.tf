terraform {
  required_providers { aws = { source = "hashicorp/aws" } }
}
provider "aws" { region = "eu-west-1" }
resource "aws_sqs_queue" "drifted" {
  name          = "drifted"
  delay_seconds = 5
}
resource "aws_sqs_queue" "gone" { name = "gone" }
output "url" { value = aws_sqs_queue.drifted.url }
