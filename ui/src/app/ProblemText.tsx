import controls from '../design/components/components.module.css';
import type { Problem } from '../ipc/gen/api';
import { explainProblem } from './problems';

/** A problem in words, with what the system said of it below. */
export function ProblemText({ problem }: { problem: Problem }) {
  const { text, detail } = explainProblem(problem);
  return (
    <>
      {text}
      {detail !== null && <span className={controls.raw}>{detail}</span>}
    </>
  );
}
