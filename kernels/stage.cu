// See plan::op::Stage.
#include "stage.cuh"

KERNEL(stage, Stage, 256) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    stage_inputs(p, now, thread(), threads());
}
