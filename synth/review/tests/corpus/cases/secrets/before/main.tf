variable "password" {
  type      = string
  sensitive = true
  default   = "correct-horse-battery"
}
resource "terraform_data" "plain" { input = var.password }
resource "terraform_data" "inside" {
  input = {
    url    = nonsensitive("postgres://app:${var.password}@db/app")
    json   = nonsensitive(jsonencode({ user = "app", password = var.password }))
    base64 = nonsensitive(base64encode("#!/bin/sh\nexport PASSWORD=${var.password}\n"))
    script = nonsensitive("#!/bin/sh\nexport PASSWORD=${var.password}\necho ready\n")
  }
}
resource "terraform_data" "keyed" {
  for_each = toset([nonsensitive(var.password)])
  input    = "before"
}
output "secret" {
  value     = var.password
  sensitive = true
}
