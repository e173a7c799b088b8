use synth_aws::LambdaFunction;

fn main() {
    let _ = LambdaFunction::new("labeler");
}
