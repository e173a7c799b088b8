resource "terraform_data" "update" { input = "after" }
resource "terraform_data" "replace" {
  input            = "same"
  triggers_replace = ["after"]
}
resource "terraform_data" "replace_first" {
  triggers_replace = ["after"]
  lifecycle { create_before_destroy = true }
}
resource "terraform_data" "triggered" {
  lifecycle { replace_triggered_by = [terraform_data.update] }
}
removed {
  from = terraform_data.forget
  lifecycle { destroy = false }
}
moved {
  from = terraform_data.old_name
  to   = terraform_data.new_name
}
resource "terraform_data" "new_name" { input = "moved" }
moved {
  from = terraform_data.moved_and_changed
  to   = terraform_data.changed_and_moved
}
resource "terraform_data" "changed_and_moved" { input = "after" }
resource "terraform_data" "counted" {
  count = 2
  input = count.index
}
resource "terraform_data" "each" {
  for_each = toset(["a", "c"])
  input    = each.key
}
import {
  to = terraform_data.imported
  id = "an-id-from-outside"
}
resource "terraform_data" "imported" {}
resource "terraform_data" "nested" {
  input = {
    list   = ["c", "b", "d"]
    json   = jsonencode({ a = [1, 3], b = 1, same = true })
    script = "#!/bin/sh\nset -eu\necho one\necho 2\necho three\necho four\necho five\n"
    object = { x = 1, y = null }
  }
}
resource "terraform_data" "create" { input = terraform_data.update.id }
data "terraform_remote_state" "read" {
  backend = "local"
  config  = { path = terraform_data.create.output }
}
check "health" {
  assert {
    condition     = terraform_data.counted[0].input == 7
    error_message = "The first is not 7."
  }
}
output "changed" { value = "after" }
output "added" { value = terraform_data.create.id }
output "list" { value = ["b", "a"] }
