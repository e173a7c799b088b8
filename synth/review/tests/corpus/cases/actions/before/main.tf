resource "terraform_data" "update" { input = "before" }
resource "terraform_data" "replace" {
  input            = "same"
  triggers_replace = ["before"]
}
resource "terraform_data" "replace_first" {
  triggers_replace = ["before"]
  lifecycle { create_before_destroy = true }
}
resource "terraform_data" "triggered" {
  lifecycle { replace_triggered_by = [terraform_data.update] }
}
resource "terraform_data" "delete" { input = "gone" }
resource "terraform_data" "forget" { input = "stays" }
resource "terraform_data" "old_name" { input = "moved" }
resource "terraform_data" "moved_and_changed" { input = "before" }
resource "terraform_data" "counted" {
  count = 3
  input = count.index
}
resource "terraform_data" "each" {
  for_each = toset(["a", "b \"quoted\""])
  input    = each.key
}
resource "terraform_data" "nested" {
  input = {
    list   = ["a", "b", "c"]
    json   = jsonencode({ b = 1, a = [1, 2], same = true })
    script = "#!/bin/sh\nset -eu\necho one\necho two\necho three\necho four\necho five\n"
    object = { x = 1, y = null }
  }
}
output "changed" { value = "before" }
output "removed" { value = "gone" }
output "list" { value = ["a", "b"] }
