variable "password" {
  type      = string
  sensitive = true
  default   = "staple-horse-correct"
}
resource "terraform_data" "plain" { input = var.password }
resource "terraform_data" "inside" {
  input = {
    url    = nonsensitive("postgres://app:${var.password}@db/app")
    json   = nonsensitive(jsonencode({ user = "app", password = var.password }))
    base64 = nonsensitive(base64encode("#!/bin/sh\nexport PASSWORD=${var.password}\n"))
    script = nonsensitive("#!/bin/sh\nexport PASSWORD=${var.password}\necho steady\n")
  }
}
resource "terraform_data" "keyed" {
  for_each = toset([nonsensitive(var.password)])
  input    = "after"
}
output "secret" {
  value     = var.password
  sensitive = true
}
check "leaks" {
  assert {
    condition     = terraform_data.plain.id == ""
    error_message = "The password ${nonsensitive(var.password)} is not right."
  }
}
output "leaks" { value = nonsensitive("it is ${var.password}") }
