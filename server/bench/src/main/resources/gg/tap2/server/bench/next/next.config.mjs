// Left as a new project has it: compression on, no experiments.
export default { poweredByHeader: false };
